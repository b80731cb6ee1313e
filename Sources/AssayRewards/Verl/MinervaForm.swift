/// The normal form in which answers to quantitative questions are compared as text.
///
/// Source: A. Lewkowycz et al., "Solving quantitative reasoning problems with language models", 2022, appendix D, as
/// verl 0.9.1 has it in `math_dapo.normalize_final_answer`.
enum MinervaForm {
    private static let substitutions: [(StaticString, StaticString)] = [
        ("an ", ""), ("a ", ""), (".$", "$"), ("\\$", ""), ("\\ ", ""), (" ", ""), ("mbox", "text"),
        (",\\text{and}", ","), ("\\text{and}", ","), ("\\text{m}", "\\text{}"),
    ]

    private static let removals: [StaticString] = [
        "square", "ways", "integers", "dollars", "mph", "inches", "hours", "km", "units", "\\ldots", "sue", "points",
        "feet", "minutes", "digits", "cents", "degrees", "cm", "gm", "pounds", "meters", "meals", "edges", "students",
        "childrentickets", "multiples", "\\text{s}", "\\text{.}", "\\text{\ns}", "\\text{}^2", "\\text{}^3",
        "\\text{\n}", "\\text{}", "\\mathrm{th}", "^\\circ", "^{\\circ}", "\\;", ",\\!", "{,}", "\"", "\\dots",
    ]

    static func of(_ answer: [UInt8]) -> [UInt8] {
        var text = Array(answer.split(by: "=").last ?? [])
        for (word, replacement) in self.substitutions { text = text.replacing(word, by: replacement) }
        for word in self.removals { text = text.replacing(word) }
        text = self.betweenDollars(text)
        for command in ["\\text{", "\\textbf{", "\\overline{"] as [StaticString] {
            text = self.unwrapped(text, command, toLast: false)
        }
        text = self.unwrapped(text, "\\boxed{", toLast: true)
        text = self.braced(self.braced(text, "frac", arguments: 2), "sqrt", arguments: 1).replacing("$")
        let digits = text.replacing(",")
        if self.isDigits(digits) { text = digits }
        return PythonText.stripped(text)
    }

    /// Of each line with two dollar signs, what the first two enclose, with them.
    private static func betweenDollars(_ text: [UInt8]) -> [UInt8] {
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            let signs = line.indices.filter { line[$0] == UInt8(ascii: "$") }
            return signs.count < 2 ? line : line[signs[0]...signs[1]]
        }
        return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
    }

    /// What a command's braces enclose, to the first or the last closing brace of the line, in place of the whole.
    private static func unwrapped(_ text: [UInt8], _ command: StaticString, toLast: Bool) -> [UInt8] {
        var (result, index): ([UInt8], Int) = ([], 0)
        while let next = text.span.firstIndex(of: command, from: index) {
            let start = next + command.utf8CodeUnitCount
            let line = text[start...].prefix { $0 != UInt8(ascii: "\n") }
            result += text[index..<next]
            let brace = UInt8(ascii: "}")
            if let end = toLast ? line.lastIndex(of: brace) : line.firstIndex(of: brace) {
                result += text[start..<end]
                index = end + 1
            } else {
                // Nothing closes this one, nor any other of the line.
                result += text[next..<line.endIndex]
                index = line.endIndex
            }
        }
        return result + text[index...]
    }

    /// A command's first arguments in braces, where the first has none: `fracab` as `frac{a}{b}`.
    private static func braced(_ text: [UInt8], _ command: StaticString, arguments: Int) -> [UInt8] {
        var (result, index): ([UInt8], Int) = ([], 0)
        while let next = text.span.firstIndex(of: command, from: index) {
            let start = next + command.utf8CodeUnitCount
            result += text[index..<start]
            index = start
            guard let end = self.end(of: arguments, in: text, from: start) else { continue }
            while index < end {
                let length = text.span.scalar(at: index).length
                result += "{".utf8 + text[index..<index + length] + "}".utf8
                index += length
            }
        }
        return result + text[index...]
    }

    /// The end of so many characters, the first of which is no brace and the second no line feed.
    private static func end(of arguments: Int, in text: [UInt8], from start: Int) -> Int? {
        guard start < text.count, text[start] != UInt8(ascii: "{") else { return nil }
        var end = start + text.span.scalar(at: start).length
        if arguments == 2 {
            guard end < text.count, text[end] != UInt8(ascii: "\n") else { return nil }
            end += text.span.scalar(at: end).length
        }
        return end
    }

    private static func isDigits(_ text: [UInt8]) -> Bool {
        var index = 0
        while index < text.count {
            let (scalar, length) = text.span.scalar(at: index)
            guard PythonText.isDigit(scalar) else { return false }
            index += length
        }
        return !text.isEmpty
    }
}
