/// verl's `math_dapo`, bit for bit: the last `Answer:` of the last 300 code points, else a box in the last 100.
///
/// Source: verl 0.9.1, `verl.utils.reward_score.math_dapo`.
package enum VerlMathDAPO {
    private static let window = 300
    private static let boxWindow = 100
    /// What it calls the answer of a response that has none.
    static let noAnswer = "[INVALID]"

    /// What the response answers, and whether that is right. verl's score is 1 or −1, its `acc` and `pred` are these.
    package static func verdict(_ response: Span<UInt8>, truth: Span<UInt8>) -> (isCorrect: Bool, prediction: String) {
        let text = response.extracting(PythonText.tail(response, codePoints: self.window)...)
        let found = self.answer(text).map { Array(copying: text.extracting($0)) } ?? Array(self.noAnswer.utf8)
        let prediction = MinervaForm.of(found)
        if prediction == Array(self.noAnswer.utf8), let box = self.boxed(text) {
            let content = Array(copying: text.extracting(box))
            return (content == Array(copying: truth), String(decoding: content, as: UTF8.self))
        }
        let isCorrect = prediction == MinervaForm.of(Array(copying: truth))
        return (isCorrect, String(decoding: prediction, as: UTF8.self))
    }

    /// Where the last match of `(?i)Answer\s*:\s*([^\n]+)` has its group.
    private static func answer(_ text: Span<UInt8>) -> Range<Int>? {
        var (index, last): (Int, Range<Int>?) = (0, nil)
        while index < text.count {
            if let word = self.endOfAnswer(text, at: index), let colon = self.afterColon(text, from: word),
                let line = self.line(text, from: colon)
            {
                last = line
                index = line.upperBound
            } else {
                index += 1
            }
        }
        return last
    }

    /// The end of `answer` in any case. Case folding takes a long s for an s.
    private static func endOfAnswer(_ text: Span<UInt8>, at index: Int) -> Int? {
        var place = index
        for letter in ("answer" as StaticString).bytes {
            guard place < text.count else { return nil }
            if text[place].lowercased == letter {
                place += 1
            } else if letter == UInt8(ascii: "s"), text.has("\u{17f}", at: place) {
                place += 2
            } else {
                return nil
            }
        }
        return place
    }

    private static func afterSpaces(_ text: Span<UInt8>, from index: Int) -> Int {
        var index = index
        while index < text.count {
            let (scalar, length) = text.scalar(at: index)
            guard PythonText.isSpace(scalar) else { break }
            index += length
        }
        return index
    }

    private static func afterColon(_ text: Span<UInt8>, from index: Int) -> Int? {
        let colon = self.afterSpaces(text, from: index)
        return colon < text.count && text[colon] == UInt8(ascii: ":") ? colon + 1 : nil
    }

    /// The rest of a line after white space; of nothing but white space, its last character that ends no line.
    private static func line(_ text: Span<UInt8>, from index: Int) -> Range<Int>? {
        var start = self.afterSpaces(text, from: index)
        if start == text.count {
            while start > index, text[start - 1] == UInt8(ascii: "\n") { start -= 1 }
            guard start > index else { return nil }
            repeat { start -= 1 } while text[start] & 0xc0 == 0x80
        }
        var end = start
        while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
        return start..<end
    }

    private static func boxed(_ text: Span<UInt8>) -> Range<Int>? {
        let start = PythonText.tail(text, codePoints: self.boxWindow)
        guard let box = text.lastIndex(of: "\\boxed{"), box >= start, let end = text.closingBrace(from: box) else {
            return nil
        }
        return box + 7..<end
    }
}
