extension UInt8 {
    /// `0`…`9`.
    package var isDigit: Bool { self &- 0x30 < 10 }

    /// `A`…`Z`, `a`…`z`.
    package var isLetter: Bool { (self | 0x20) &- 0x61 < 26 }

    /// `a`…`z`.
    package var isLowercaseLetter: Bool { self &- 0x61 < 26 }

    /// White space of normal text.
    package var isSpace: Bool { self == 0x20 || self == 0x0a || self == 0x09 }

    /// Printable ASCII, a tab or a line feed: what normal text is mostly made of.
    package var isPlain: Bool { self &- 0x20 < 0x5f || self == 0x0a || self == 0x09 }

    package var lowercased: UInt8 { self &- 0x41 < 26 ? self | 0x20 : self }
}

extension Span<UInt8> {
    /// Whether an ASCII word stands at an index.
    package func has(_ word: StaticString, at index: Int) -> Bool {
        guard index >= 0, index + word.utf8CodeUnitCount <= self.count else { return false }
        for offset in 0..<word.utf8CodeUnitCount where self[index + offset] != word.utf8Start[offset] { return false }
        return true
    }

    /// Where an ASCII word first stands from a place on.
    package func firstIndex(of word: StaticString, from start: Int) -> Int? {
        let last = self.count - word.utf8CodeUnitCount
        var index = start
        while index <= last {
            if self[index] == word.utf8Start[0], self.has(word, at: index) { return index }
            index += 1
        }
        return nil
    }

    /// Where an ASCII word last stands, all of it before `end`.
    package func lastIndex(of word: StaticString, before end: Int? = nil) -> Int? {
        var index = (end ?? self.count) - word.utf8CodeUnitCount
        while index >= 0 {
            if self[index] == word.utf8Start[0], self.has(word, at: index) { return index }
            index -= 1
        }
        return nil
    }

    /// The character at an index and how many bytes it takes. The text is valid UTF-8, the index at a boundary.
    package func scalar(at index: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let lead = self[index]
        let length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4
        guard length > 1, index + length <= self.count else { return (Unicode.Scalar(lead), 1) }
        var value = UInt32(lead) & (0x7f >> UInt32(length))
        for offset in 1..<length { value = value << 6 | UInt32(self[index + offset] & 0x3f) }
        return (Unicode.Scalar(value) ?? "\u{fffd}", length)
    }
}
