/// Splits a response into steps: reward.md, section 2, S.
///
/// The first that applies: lines that begin `Step 3:`, `步骤3:` or `第三步:`; a list numbered 1, 2, … n; lines that are not
/// blank, a fenced block of code being one; where that is a single line, its sentences. A line that only carries the final
/// answer is no step.
struct StepSplitter {
    private let text: UnsafeBufferPointer<UInt8>
    private let lines: [Range<Int>]

    /// - Parameter text: normalised.
    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        var lines: [Range<Int>] = []
        lines.reserveCapacity(16)
        var start = 0
        for (index, byte) in text.enumerated() where byte == 0x0a {
            lines.append(start..<index)
            start = index + 1
        }
        lines.append(start..<text.count)
        self.lines = lines
    }

    /// Where the steps are, in order.
    var steps: [Range<Int>] {
        let marked = self.lines.filter { self.isStepMark($0) }.map(\.lowerBound)
        if let first = marked.first {
            let start = self.isBlank(0..<first) ? first : 0
            return self.parts([start] + marked.dropFirst()).filter { !self.isBlank($0) }
        }
        let numbered = self.lines.compactMap { line in self.listNumber(line).map { (line.lowerBound, $0) } }
        if numbered.count >= 2, numbered.enumerated().allSatisfy({ $0.offset + 1 == $0.element.1 }) {
            return self.parts(numbered.map(\.0))
        }
        let lines = self.plainLines
        return lines.count == 1 ? self.sentences(lines[0]) : lines
    }

    /// What lies between cuts; the last part ends before a line that carries the final answer.
    private func parts(_ cuts: [Int]) -> [Range<Int>] {
        var parts = zip(cuts, cuts.dropFirst() + [self.text.count]).map { $0..<$1 }
        let last = parts[parts.count - 1]
        // A mark that opens the last part may lie behind text that goes before the first mark.
        let inside = self.lines.lazy.drop { $0.lowerBound <= last.lowerBound }
        if let answer = inside.first(where: { self.carriesAnswer($0) }) {
            parts[parts.count - 1] = last.lowerBound..<answer.lowerBound
        }
        return parts
    }

    private var plainLines: [Range<Int>] {
        var result: [Range<Int>] = []
        var fence: Int?
        for line in self.lines {
            if self.isFence(line) {
                if let start = fence {
                    result.append(start..<line.upperBound)
                    fence = nil
                } else {
                    fence = line.lowerBound
                }
            } else if fence == nil, !self.isBlank(line), !self.carriesAnswer(line) {
                result.append(line)
            }
        }
        if let fence { result.append(fence..<self.text.count) }
        return result
    }

    /// Cut before a capital, a digit, `$` or `(` after `.`, `!` or `?` and a space, and after `。`, `!`, `?` and `;`.
    private func sentences(_ line: Range<Int>) -> [Range<Int>] {
        var (result, start, index): ([Range<Int>], Int, Int) = ([], line.lowerBound, line.lowerBound)
        while index < line.upperBound {
            let (isStop, isPlainStop) = self.stop(at: index)
            index += 1
            guard isStop || isPlainStop else { continue }
            var next = isPlainStop ? self.endOfSpace(index, line.upperBound) : index
            let opens = next > index && next < line.upperBound && self.opensSentence(self.text[next])
            if !opens {
                guard isStop else { continue }
                next = index
            }
            result.append(start..<next)
            (start, index) = (next, next)
        }
        result.append(start..<line.upperBound)
        return result.filter { !self.isBlank($0) }
    }

    /// Whether a character ends here that ends a sentence by itself, and whether one that needs a space after it.
    private func stop(at index: Int) -> (isStop: Bool, isPlainStop: Bool) {
        switch self.text[index] {
        case UInt8(ascii: "."): (false, true)
        case UInt8(ascii: "!"), UInt8(ascii: "?"): (true, true)
        case UInt8(ascii: ";"): (true, false)
        case 0x82: (index >= 2 && self.text[index - 1] == 0x80 && self.text[index - 2] == 0xe3, false)
        default: (false, false)
        }
    }

    private func opensSentence(_ byte: UInt8) -> Bool {
        byte &- 0x41 < 26 || byte.isDigit || byte == UInt8(ascii: "$") || byte == UInt8(ascii: "(")
    }
}

extension StepSplitter {
    private func isBlank(_ range: Range<Int>) -> Bool {
        self.endOfSpace(range.lowerBound, range.upperBound) == range.upperBound
    }

    private func endOfSpace(_ start: Int, _ end: Int) -> Int {
        self.text.endOfSpace(from: start, to: end)
    }

    private func isFence(_ line: Range<Int>) -> Bool {
        self.text.span.has("```", at: self.endOfSpace(line.lowerBound, line.upperBound))
    }

    /// The first byte of a line after marks of a list, a quotation or emphasis.
    private func endOfOrnament(_ line: Range<Int>) -> Int {
        var index = line.lowerBound
        while index < line.upperBound, LineMark.isOrnament(self.text[index]) { index += 1 }
        return index
    }

    private func isStepMark(_ line: Range<Int>) -> Bool {
        LineMark.isStep(self.text, self.endOfOrnament(line)..<line.upperBound)
    }

    private func listNumber(_ line: Range<Int>) -> Int? {
        LineMark.listNumber(self.text, line)
    }

    private func carriesAnswer(_ line: Range<Int>) -> Bool {
        let start = self.endOfOrnament(line)
        // `####` is ornament as well.
        var hashes = 0
        for index in line.lowerBound..<start {
            hashes = self.text[index] == UInt8(ascii: "#") ? hashes + 1 : 0
            if hashes == 4 { return true }
        }
        return LineMark.isAnswer(self.text, start..<line.upperBound)
    }
}
