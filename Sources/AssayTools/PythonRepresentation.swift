/// Texts as Python's `repr` writes them, for messages that clients and models know from verl.
package enum PythonRepresentation {
    /// A `str`. Characters outside ASCII stand as they are, as `repr` leaves what is printable.
    package static func of(_ text: String) -> String {
        let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var result = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote: result += "\\\(quote)"
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0"..<" ", "\u{7F}": result += (scalar.value < 16 ? "\\x0" : "\\x") + String(scalar.value, radix: 16)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + String(quote)
    }

    /// A `list` of `str`.
    package static func of(_ texts: [String]) -> String { "[" + texts.map(self.of(_:)).joined(separator: ", ") + "]" }
}
