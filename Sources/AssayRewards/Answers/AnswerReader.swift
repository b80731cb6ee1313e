/// Reads the one number of a final answer off its tokens.
struct AnswerReader {
    private let text: [UInt8]
    private var parser = ExpressionParser()

    /// - Parameter text: normal text without LaTeX.
    init(_ text: [UInt8]) {
        self.text = text
        self.parser.buffer.append(text, in: 0..<text.count)
    }

    private var tokens: [Token] { self.parser.buffer.tokens }

    var reading: AnswerReading {
        mutating get {
            let range = self.bareRange
            guard let number = self.tokens[range].first(where: { $0.kind == .number }) else { return .none }
            if range.count > 1, self.tokens[range.lowerBound].kind == .sign,
                self.tokens[range.lowerBound + 1].kind == .sign
            {
                return .unreadable
            }
            self.parser.base = range.lowerBound
            guard let (end, expression) = self.parser.longestPrefix(of: range), !self.isJoined(end, range) else {
                return .unreadable
            }
            if self.tokens[end..<range.upperBound].contains(where: { $0.kind == .number }) { return .several }
            let isLabel = expression.operators == 0 && number.isPercent
            return .number(expression.value, asLabel: isLabel ? expression.value * 100 : nil)
        }
    }

    /// The tokens after the last equals sign, without punctuation, words and emphasis around them.
    private var bareRange: Range<Int> {
        let last = self.tokens.lastIndex { $0.kind == .equals || $0.kind == .approximately }
        var (start, end) = (last.map { $0 + 1 } ?? 0, self.tokens.count)
        while start < end, self.isPunctuation(self.tokens[end - 1]) { end -= 1 }
        while start < end, [.other, .word, .newline].contains(self.tokens[start].kind) { start += 1 }
        let star = UInt8(ascii: "*")
        while start < end, self.tokens[start].isSign(star) { start += 1 }
        while start < end, self.tokens[end - 1].isSign(star) { end -= 1 }
        // The letter of a choice: `(B) 72`.
        if end - start > 3, self.tokens[start].kind == .open, self.tokens[start + 1].kind == .word,
            self.isOneCharacter(self.tokens[start + 1]), self.tokens[start + 2].kind == .close
        {
            start += 3
        }
        return start..<end
    }

    private func isOneCharacter(_ token: Token) -> Bool {
        self.text[Int(token.start)..<Int(token.end)].count { $0 & 0xc0 != 0x80 } == 1
    }

    private func isOneOf(_ characters: StaticString, _ token: Token) -> Bool {
        let character = self.text[Int(token.start)..<Int(token.end)]
        let list = UnsafeBufferPointer(start: characters.utf8Start, count: characters.utf8CodeUnitCount)
        return list.indices.contains { list[$0...].starts(with: character) }
    }

    private func isPunctuation(_ token: Token) -> Bool {
        token.kind == .other && self.isOneOf(#".,;!?。*_`"'”’:、"#, token)
    }

    /// Whether something that is no punctuation stands right behind the number, and so is part of it.
    private func isJoined(_ end: Int, _ range: Range<Int>) -> Bool {
        guard end < range.upperBound else { return false }
        let next = self.tokens[end]
        return next.isGlued && next.kind == .other && !self.isOneOf(#".,;:!?"'”’*_`。)/°℃¢"#, next)
    }
}
