/// Where a word of a text ends, pattern by pattern.
struct WordScan {
    let text: UTF8Text
    /// The text's end.
    let limit: Int

    /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
    func gpt2(from start: Int) -> Int {
        if let end = self.contraction(from: start, ignoringCase: false) { return end }
        var (kind, next) = self.character(at: start)
        var begin = start
        // One space goes with what follows it.
        if self.text.bytes[start] == 0x20, next < self.limit {
            let following = self.character(at: next)
            if !following.kind.isSpace { (begin, kind, next) = (next, following.kind, following.end) }
        }
        return kind.isSpace ? self.space(from: start) : self.run(of: kind, from: begin)
    }

    /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
    func llama3(from start: Int, digits: Int) -> Int {
        if let end = self.contraction(from: start, ignoringCase: true) { return end }
        let (kind, next) = self.character(at: start)
        switch kind {
        case .letter: return self.run(of: .letter, from: next)
        case .number: return self.run(of: .number, from: next, atMost: digits - 1)
        case .newline: return self.spaceWithLines(from: start)
        case .space, .other:
            if next < self.limit {
                let following = self.character(at: next)
                if following.kind == .letter { return self.run(of: .letter, from: following.end) }
                if following.kind == .other, self.text.bytes[start] == 0x20 { return self.signs(from: next) }
            }
            return kind == .other ? self.signs(from: start) : self.spaceWithLines(from: start)
        }
    }

    /// `\p{N}{1,n}`, or all that is before the next number.
    func numbers(from start: Int, upTo digits: Int) -> Int {
        let (kind, next) = self.character(at: start)
        guard kind != .number else { return self.run(of: .number, from: next, atMost: digits - 1) }
        var index = next
        while index < self.limit {
            let (kind, end) = self.character(at: index)
            guard kind != .number else { break }
            index = end
        }
        return index
    }

    @inline(__always)
    private func character(at index: Int) -> (kind: CharacterClass, end: Int) {
        let (scalar, length) = self.text.scalar(at: index)
        return (CharacterClass(scalar), index + length)
    }

    private func run(of kind: CharacterClass, from start: Int, atMost: Int = .max) -> Int {
        var index = start
        var count = 0
        while index < self.limit, count < atMost {
            let (other, end) = self.character(at: index)
            guard other == kind else { break }
            index = end
            count += 1
        }
        return index
    }

    /// `[^\s\p{L}\p{N}]+[\r\n]*`
    private func signs(from start: Int) -> Int { self.run(of: .newline, from: self.run(of: .other, from: start)) }

    /// `\s+(?!\S)|\s+`: the white space, without its last character where something follows it.
    private func space(from start: Int) -> Int {
        var index = start
        var last = start
        while index < self.limit {
            let (kind, end) = self.character(at: index)
            guard kind.isSpace else { return last > start ? last : index }
            last = index
            index = end
        }
        return index
    }

    /// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line's end in the white space, where there is one.
    private func spaceWithLines(from start: Int) -> Int {
        var index = start
        var line: Int?
        while index < self.limit {
            let (kind, end) = self.character(at: index)
            guard kind.isSpace else { break }
            if kind == .newline { line = end }
            index = end
        }
        return line ?? self.space(from: start)
    }

    /// `'s|'t|'re|'ve|'m|'ll|'d`
    private func contraction(from start: Int, ignoringCase: Bool) -> Int? {
        guard self.text.bytes[start] == UInt8(ascii: "'"), start + 1 < self.limit else { return nil }
        let (first, length) = self.letter(at: start + 1, ignoringCase)
        switch first {
        case "s", "t", "m", "d": return start + 1 + length
        case "r", "v", "l":
            let index = start + 1 + length
            guard index < self.limit else { return nil }
            let (second, more) = self.letter(at: index, ignoringCase)
            return second == (first == "l" ? "l" : "e") ? index + more : nil
        default: return nil
        }
    }

    private func letter(at index: Int, _ ignoringCase: Bool) -> (Unicode.Scalar, length: Int) {
        let (scalar, length) = self.text.scalar(at: index)
        switch scalar {
        case "A"..."Z" where ignoringCase: return (Unicode.Scalar(UInt8(scalar.value) | 0x20), length)
        // The long s folds to s.
        case "\u{17F}" where ignoringCase: return ("s", length)
        default: return (scalar, length)
        }
    }
}
