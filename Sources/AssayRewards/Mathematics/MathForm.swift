/// A mathematical answer with its decoration taken off: spacing, sizes, dollar signs, degrees; every sign written one way.
///
/// The result is UTF-8 but for the signs of ``MathSign``, each of which is one byte.
enum MathForm {
    /// - Parameter text: UTF-8, not yet normalised.
    static func of(_ text: Span<UInt8>) -> [UInt8] {
        let isPlain = NormalForm.isPlain(text)
        let normal = isPlain ? Array(copying: text) : NormalForm.of(text)
        var writer = Writer(normal)
        writer.run()
        var bytes = writer.output
        if bytes.contains(where: { $0 == UInt8(ascii: "(") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: ",") }) {
            bytes = self.withInfinity(bytes)
        }
        return Array(self.withoutEnd(self.withoutEmphasis(bytes[...].trimmed)).trimmed)
    }

    private static func withoutEmphasis(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.trimming { $0 == UInt8(ascii: "`") || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "_") }.trimmed
    }

    /// Without closing punctuation, or exclamation marks that are no factorial.
    private static func withoutEnd(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = text.endIndex
        while end > text.startIndex {
            if [UInt8(ascii: "."), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "?")].contains(text[end - 1]) {
                end -= 1
            } else if text[..<end].suffix(3).elementsEqual("。".utf8) {
                end -= 3
            } else {
                break
            }
        }
        if end < text.endIndex { return text[..<end] }
        while end > text.startIndex, text[end - 1] == UInt8(ascii: "!") { end -= 1 }
        guard let last = text[..<end].last else { return text[..<end] }
        // After a value, the first mark is a factorial, and what follows is kept with it.
        return last.isDigit || last == UInt8(ascii: ")") || last.isLetter
            ? self.afterFactorial(text, end) : text[..<end]
    }

    private static func afterFactorial(_ text: ArraySlice<UInt8>, _ end: Int) -> ArraySlice<UInt8> {
        text.endIndex - end > 1 ? text[...end] : text
    }

    /// The words `inf` and `infinity` as the sign.
    private static func withInfinity(_ text: [UInt8]) -> [UInt8] {
        var (result, index): ([UInt8], Int) = ([], 0)
        result.reserveCapacity(text.count)
        while index < text.count {
            if index == 0 || !text[index - 1].isWordByte, let end = self.endOfInfinity(text.span, at: index) {
                result.append(MathSign.infinity)
                index = end
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func endOfInfinity(_ text: Span<UInt8>, at index: Int) -> Int? {
        for word in ["infinity", "inf"] as [StaticString] where text.hasIgnoringCase(word, at: index) {
            let end = index + word.utf8CodeUnitCount
            if end == text.count || !text[end].isWordByte { return end }
        }
        return nil
    }
}

extension UInt8 {
    /// A letter, a digit, `_`, or part of a character beyond ASCII.
    var isWordByte: Bool { self.isLetter || self.isDigit || self == UInt8(ascii: "_") || self >= 0x80 }
}

extension ArraySlice<UInt8> {
    /// Without white space at either end.
    var trimmed: ArraySlice<UInt8> { self.trimming(\.isSpace) }

    func trimming(_ isDropped: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var (start, end) = (self.startIndex, self.endIndex)
        while start < end, isDropped(self[start]) { start += 1 }
        while start < end, isDropped(self[end - 1]) { end -= 1 }
        return self[start..<end]
    }
}

extension Span<UInt8> {
    /// Whether a word, given in lower case, stands at an index in any case.
    func hasIgnoringCase(_ word: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + word.utf8CodeUnitCount <= self.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where self[index + offset].lowercased != word.utf8Start[offset] {
            return false
        }
        return true
    }
}
