/// Where the marks of a final answer stand in normal text, and what they mark.
enum MarkedAnswer {
    private enum Limit {
        /// How many boxes, from the end, may turn out empty or open.
        static let boxes = 32
        static let box = 4000
        static let spacedBox = 200
        static let tag = 2000
        static let phrases = 64
        static let phrase = 2000
    }

    // MARK: ####

    /// The line after the last `####` that has anything on it.
    static func hashes(_ text: Span<UInt8>) -> Range<Int>? {
        var end = text.count
        while let last = text.lastIndex(of: "####", before: end) {
            let line = text.line(from: last + 4, to: end)
            if !line.isEmpty { return line }
            end = last
            while end > 0, text[end - 1] == UInt8(ascii: "#") { end -= 1 }
        }
        return nil
    }

    // MARK: \boxed

    /// What is in the last box that closes and holds anything.
    static func box(_ text: Span<UInt8>) -> Range<Int>? {
        var end = text.count
        for _ in 0..<Limit.boxes {
            guard let (start, content) = self.lastBox(text, before: end) else { return nil }
            if let range = self.boxed(text, from: content) { return range }
            end = start
        }
        return nil
    }

    private static func lastBox(_ text: Span<UInt8>, before end: Int) -> (start: Int, content: Int)? {
        var index = end - 5
        while index >= 0 {
            if text[index] == UInt8(ascii: "\\") {
                if text.has("\\fbox", at: index) { return (index, index + 5) }
                if index + 6 <= end, text.has("\\boxed", at: index) { return (index, index + 6) }
            }
            index -= 1
        }
        return nil
    }

    private static func boxed(_ text: Span<UInt8>, from start: Int) -> Range<Int>? {
        var index = start
        while index < text.count, index - start < 8, text[index] == 0x20 { index += 1 }
        guard index < text.count else { return nil }
        if text[index] == UInt8(ascii: "{") {
            let window = text.extracting(index..<min(text.count, index + Limit.box))
            guard let close = window.closingBrace(from: 0) else { return nil }
            return text.trimmed(index + 1..<index + close).nonEmpty
        }
        guard index > start else { return nil }
        let limit = min(text.count, index + Limit.spacedBox)
        let end = text.firstIndex(in: index..<limit) { $0 == UInt8(ascii: "$") || $0 == 0x0a } ?? limit
        return text.trimmed(index..<end).nonEmpty
    }

    // MARK: <answer>

    /// What is between the last tags that hold anything.
    static func tag(_ text: Span<UInt8>) -> Range<Int>? {
        var (index, close, last): (Int, Int?, Range<Int>?) = (0, 0, nil)
        while let open = text.tagIndex("<answer>", from: index), let from = close {
            let start = open + 8
            if from < start { close = text.tagIndex("</answer>", from: start) }
            guard let end = close else { break }
            if end - start > Limit.tag {
                index = start
            } else {
                last = text.trimmed(start..<end).nonEmpty ?? last
                index = end + 9
            }
        }
        return last
    }

    // MARK: The answer is

    /// The rest of the line after the last phrase that anything follows.
    static func phrase(_ text: Span<UInt8>) -> Range<Int>? {
        var (index, count) = (text.count, 0)
        while index > 0, count < Limit.phrases {
            index -= 1
            guard let end = self.endOfPhrase(text, at: index) else { continue }
            count += 1
            let limit = min(text.count, end + Limit.phrase)
            let start = text.firstIndex(in: end..<limit) { !self.isIntroduction($0) } ?? limit
            let line = text.line(from: start, to: limit)
            if line.contains(where: { ![0x20, 0x2a, 0x2e, 0x24].contains(text[$0]) }) { return line }
        }
        return nil
    }

    /// What may stand between a phrase and the answer.
    private static func isIntroduction(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "*")
    }

    /// The end of a phrase that has its word, `answer`, `答案` or `答`, at an index.
    private static func endOfPhrase(_ text: Span<UInt8>, at index: Int) -> Int? {
        let byte = text[index]
        if byte | 0x20 == UInt8(ascii: "a"), text.hasIgnoringCase("answer", at: index) {
            return self.endOfEnglishPhrase(
                text, from: index + 6, isFinal: text.hasIgnoringCase("final ", at: index - 6))
        }
        guard byte == 0xe7, text.has("答", at: index) else { return nil }
        guard text.has("案", at: index + 3) else {
            return text.has(":", at: index + 3) ? index + 4 : nil
        }
        let end = index + 6
        if text.has("是", at: end) || text.has("为", at: end) { return end + 3 }
        if text.has("最终", at: index - 6) { return end }
        return self.endOfColon(text, from: end)
    }

    private static func endOfEnglishPhrase(_ text: Span<UInt8>, from end: Int, isFinal: Bool) -> Int? {
        let verb = text.skippingSpaces(from: end)
        if text.hasIgnoringCase("is", at: verb), isFinal ? verb > end : verb == end + 1 && text[end] == 0x20 {
            return verb + 2
        }
        return isFinal ? end : self.endOfColon(text, from: end)
    }

    private static func endOfColon(_ text: Span<UInt8>, from index: Int) -> Int? {
        let colon = text.skippingSpaces(from: index)
        return text.has(":", at: colon) ? colon + 1 : nil
    }

    // MARK: A:

    /// The rest of the last line that begins with `A:`; nil where there is nothing on it.
    static func line(_ text: Span<UInt8>) -> Range<Int>? {
        var start = text.count
        while start >= 0 {
            let isStart = start == 0 || text[start - 1] == 0x0a
            if isStart, text.has("A:", at: start) { return text.line(from: start + 2).nonEmpty }
            start -= 1
        }
        return nil
    }

    // MARK: The last number

    /// The last numeral of a text, with its sign.
    static func lastNumeral(_ text: [UInt8]) -> Range<Int>? {
        text.withUnsafeBufferPointer { bytes in
            var (index, last): (Int, Range<Int>?) = (0, nil)
            while index < bytes.count {
                let digits = bytes[index] == UInt8(ascii: "-") ? index + 1 : index
                guard index == 0 || !self.joins(bytes[index - 1]), Numeral.begins(bytes, at: digits) else {
                    index += 1
                    continue
                }
                let end = Numeral(bytes, at: digits, readsExponent: false).end
                last = index..<end
                index = end
            }
            return last
        }
    }

    /// Whether what follows is part of a number or a power.
    private static func joins(_ byte: UInt8) -> Bool {
        byte.isDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "^")
    }
}

extension Span<UInt8> {
    /// Where a tag, given in lower case, first stands from a place on, in any case.
    fileprivate func tagIndex(_ tag: StaticString, from start: Int) -> Int? {
        var index = start
        while index + tag.utf8CodeUnitCount <= self.count {
            if self[index] == UInt8(ascii: "<"), self.hasIgnoringCase(tag, at: index) { return index }
            index += 1
        }
        return nil
    }
}
