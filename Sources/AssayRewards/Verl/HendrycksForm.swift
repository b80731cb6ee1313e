/// The normal form in which answers to MATH problems are compared as text.
///
/// Source: D. Hendrycks et al., "Measuring mathematical problem solving with the MATH dataset", 2021, as verl 0.9.1 has it
/// in `math_reward.strip_string`.
enum HendrycksForm {
    /// What Python's `int` refuses to read.
    private static let longestInteger = 4300

    /// Whether two answers have one normal form; where either has none, whether they are the same text.
    static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard let first = self.of(left), let second = self.of(right) else { return left == right }
        return first == second
    }

    /// Nil for what the normalisation cannot digest: two units, a root or a fraction of nothing.
    static func of(_ answer: [UInt8]) -> [UInt8]? {
        var text = answer.replacing("\n").replacing("\\!").replacing("\\\\", by: "\\")
        text = text.replacing("tfrac", by: "frac").replacing("dfrac", by: "frac")
        text = text.replacing("\\left").replacing("\\right").replacing("^{\\circ}").replacing("^\\circ").replacing(
            "\\$")
        let parts = text.split(by: "\\text{ ")
        guard parts.count <= 2 else { return nil }
        text = Array(parts[0]).replacing("\\\\%").replacing("\\%").replacing(" .", by: " 0.").replacing("{.", by: "{0.")
        if text.isEmpty { return [] }
        if text[0] == UInt8(ascii: ".") { text.insert(UInt8(ascii: "0"), at: 0) }
        text = self.withoutName(text)
        guard let rooted = self.withBracedRoots(text),
            var result = self.withBracedFractions(rooted.replacing(" "))
        else { return nil }
        if result == Array("0.5".utf8) { result = Array("\\frac{1}{2}".utf8) }
        return self.withFraction(result)
    }

    /// `x = 5` is `5`, where the name has at most two characters.
    private static func withoutName(_ text: [UInt8]) -> [UInt8] {
        let sides = text.split(by: "=")
        guard sides.count == 2, sides[0].count(where: { $0 & 0xc0 != 0x80 }) <= 2 else { return text }
        return Array(sides[1])
    }

    /// `\sqrt3` is `\sqrt{3}`.
    private static func withBracedRoots(_ text: [UInt8]) -> [UInt8]? {
        let parts = text.split(by: "\\sqrt")
        var result = Array(parts[0])
        for part in parts.dropFirst() {
            guard let first = part.first else { return nil }
            result += "\\sqrt".utf8
            if first == UInt8(ascii: "{") {
                result += part
            } else {
                let length = self.characterLength(part)
                result += self.braced(part.prefix(length)) + part.dropFirst(length)
            }
        }
        return result
    }

    /// `\frac12` is `\frac{1}{2}`, `\frac1{72}` is `\frac{1}{72}`.
    private static func withBracedFractions(_ text: [UInt8]) -> [UInt8]? {
        let parts = text.split(by: "\\frac")
        var result = Array(parts[0])
        for part in parts.dropFirst() {
            guard let first = part.first else { return nil }
            result += "\\frac".utf8
            if first == UInt8(ascii: "{") {
                result += part
                continue
            }
            let upper = part.prefix(self.characterLength(part))
            let rest = part.dropFirst(upper.count)
            guard let second = rest.first else { return text }
            let lower = rest.prefix(self.characterLength(rest))
            result += self.braced(upper)
            result += second == UInt8(ascii: "{") ? rest : self.braced(lower) + rest.dropFirst(lower.count)
        }
        return result
    }

    private static func braced(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        [UInt8(ascii: "{")] + text + [UInt8(ascii: "}")]
    }

    private static func characterLength(_ text: ArraySlice<UInt8>) -> Int {
        Array(text.prefix(4)).span.scalar(at: 0).length
    }

    /// `1/2` is `\frac{1}{2}`.
    private static func withFraction(_ text: [UInt8]) -> [UInt8] {
        let sides = text.split(by: "/")
        guard sides.count == 2, self.isPlainInteger(sides[0]), self.isPlainInteger(sides[1]) else { return text }
        return Array("\\frac".utf8) + self.braced(sides[0]) + self.braced(sides[1])
    }

    /// Whether Python reads an integer and writes the same text.
    private static func isPlainInteger(_ text: ArraySlice<UInt8>) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
        guard let first = digits.first, digits.allSatisfy(\.isDigit), digits.count <= self.longestInteger else {
            return false
        }
        return first != UInt8(ascii: "0") || text.count == 1
    }
}
