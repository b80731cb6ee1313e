/// The functions and constants by which a number in an answer is not the number that the answer means: the 2 of `\sqrt{2}`,
/// `log(2)`, `2 π`.
enum MathFunctions {
    /// Names that count after a backslash, and before an opening bracket without one.
    private static let names: [StaticString] = [
        "sqrt", "ln", "log", "exp", "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh",
        "cosh", "tanh",
    ]

    private static let commands: [StaticString] = [
        "mp", "pi", "infty", "binom", "sum", "prod", "int", "lfloor", "lceil", "alpha", "beta", "gamma", "theta",
        "phi", "omega",
    ]

    private static let signs: [StaticString] = ["√", "π", "∞"]

    /// Whether one of them stands in normal text.
    static func stand(in text: Span<UInt8>) -> Bool {
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\\") {
                if self.isOne(self.names, text, index + 1) || self.isOne(self.commands, text, index + 1) { return true }
            } else if byte >= 0xc0 {
                if self.signs.contains(where: { text.has($0, at: index) }) { return true }
            } else if byte.isLetter, index == 0 || !text[index - 1].isLetter, self.isCall(text, index) {
                return true
            }
            index += 1
        }
        return false
    }

    private static func isOne(_ names: [StaticString], _ text: Span<UInt8>, _ index: Int) -> Bool {
        names.contains { name in
            let end = index + name.utf8CodeUnitCount
            return text.has(name, at: index) && !(end < text.count && text[end].isLetter)
        }
    }

    private static func isCall(_ text: Span<UInt8>, _ index: Int) -> Bool {
        self.names.contains { text.has($0, at: index) && text.has("(", at: index + $0.utf8CodeUnitCount) }
    }
}
