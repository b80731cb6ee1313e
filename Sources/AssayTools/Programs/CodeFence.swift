/// Code that a model has put in a Markdown fence inside an argument.
enum CodeFence {
    /// The code inside the fence, where the text is one fenced block and nothing else; else the text.
    static func content(of text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while let line = lines.first, line.allSatisfy(\.isWhitespace) { lines.removeFirst() }
        while let line = lines.last, line.allSatisfy(\.isWhitespace) { lines.removeLast() }
        guard lines.count >= 2, let first = lines.first, let last = lines.last, first.hasPrefix("```"),
            first.dropFirst(3).allSatisfy({ $0.isLetter || $0.isNumber || $0.isWhitespace }),
            last.prefix(3) == "```", last.dropFirst(3).allSatisfy(\.isWhitespace)
        else { return text }
        return lines.dropFirst().dropLast().joined(separator: "\n")
    }
}
