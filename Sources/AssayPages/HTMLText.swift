package import AssayJSON

/// Texts that nobody trusts, as parts of a page.
package enum HTMLText {
    /// The text for an element's content or a quoted attribute.
    package static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            // HTML has no way to write most control characters.
            case "\0"..."\u{8}", "\u{B}"..."\u{1F}", "\u{7F}"..."\u{9F}": escaped.append("\u{FFFD}")
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// JSON for the content of a `<script>` element. Neither `</script>` nor `<!--` can be in it, for a bracket is only
    /// ever part of a string there, and is written by its number.
    package static func script(_ value: JSONValue) -> String {
        var written: [UInt8] = []
        let bytes = JSONWriter.bytes(value)
        written.reserveCapacity(bytes.count)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "<"): written += Array(#"\u003c"#.utf8)
            case UInt8(ascii: ">"): written += Array(#"\u003e"#.utf8)
            case UInt8(ascii: "&"): written += Array(#"\u0026"#.utf8)
            default: written.append(byte)
            }
        }
        return String(decoding: written, as: UTF8.self)
    }
}
