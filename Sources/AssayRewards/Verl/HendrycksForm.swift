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
        guard let equals = self.onlyIndex(of: UInt8(ascii: "="), in: text),
            text[..<equals].count(where: { $0 & 0xc0 != 0x80 }) <= 2
        else { return text }
        return Array(text[(equals + 1)...])
    }

    /// Where a byte stands that stands nowhere else.
    private static func onlyIndex(of byte: UInt8, in text: [UInt8]) -> Int? {
        guard let index = text.firstIndex(of: byte), !text[(index + 1)...].contains(byte) else { return nil }
        return index
    }

    /// `\sqrt3` is `\sqrt{3}`.
    private static func withBracedRoots(_ text: [UInt8]) -> [UInt8]? {
        var (result, copied) = ([UInt8](), 0)
        while let root = text.span.firstIndex(of: "\\sqrt", from: copied) {
            let argument = root + 5
            result += text[copied..<argument]
            copied = argument
            // Nothing, or the next root, is no argument.
            guard argument < text.count, !text.span.has("\\sqrt", at: argument) else { return nil }
            if text[argument] != UInt8(ascii: "{") { copied = self.appendBraced(text, argument, to: &result) }
        }
        return result + text[copied...]
    }

    /// `\frac12` is `\frac{1}{2}`, `\frac1{72}` is `\frac{1}{72}`.
    private static func withBracedFractions(_ text: [UInt8]) -> [UInt8]? {
        let name: StaticString = "\\frac"
        var (result, copied) = ([UInt8](), 0)
        while let fraction = text.span.firstIndex(of: name, from: copied) {
            let upper = fraction + 5
            result += text[copied..<upper]
            copied = upper
            guard upper < text.count, !text.span.has(name, at: upper) else { return nil }
            if text[upper] == UInt8(ascii: "{") { continue }
            let lower = self.appendBraced(text, upper, to: &result)
            // One character alone is no fraction: then all stays as it was.
            guard lower < text.count, !text.span.has(name, at: lower) else { return text }
            copied = text[lower] == UInt8(ascii: "{") ? lower : self.appendBraced(text, lower, to: &result)
        }
        return result + text[copied...]
    }

    /// A character in braces; returns where the next begins.
    private static func appendBraced(_ text: [UInt8], _ index: Int, to result: inout [UInt8]) -> Int {
        let end = index + text.span.scalar(at: index).length
        result.append(UInt8(ascii: "{"))
        result += text[index..<end]
        result.append(UInt8(ascii: "}"))
        return end
    }

    /// `1/2` is `\frac{1}{2}`.
    private static func withFraction(_ text: [UInt8]) -> [UInt8] {
        guard let slash = self.onlyIndex(of: UInt8(ascii: "/"), in: text), self.isPlainInteger(text[..<slash]),
            self.isPlainInteger(text[(slash + 1)...])
        else { return text }
        return "\\frac{".utf8 + text[..<slash] + Array("}{".utf8) + text[(slash + 1)...] + Array("}".utf8)
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
