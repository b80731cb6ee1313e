extension UnsafeBufferPointer<UInt8> {
    /// The character at an index; U+FFFD where it is cut off.
    func scalar(at index: Int) -> Unicode.Scalar { self.span.scalar(at: index).scalar }

    /// Where white space that begins at an index ends.
    @inline(__always)
    func endOfSpace(from start: Int, to end: Int) -> Int {
        var index = start
        while index < end {
            let byte = self[index]
            if byte.isSpace {
                index += 1
            } else if byte >= 0x80, self.scalar(at: index).properties.isWhitespace {
                index += byte < 0xe0 ? 2 : 3
            } else {
                break
            }
        }
        return Swift.min(index, end)
    }

    /// Whether a letter, a digit or `_` stands at an index: what a word is made of.
    func isInWord(_ index: Int) -> Bool {
        guard index >= 0, index < self.count else { return false }
        let byte = self[index]
        if byte < 0x80 { return byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") }
        var start = index
        while start > 0, self[start] & 0xc0 == 0x80 { start -= 1 }
        let properties = self.scalar(at: start).properties
        return properties.isAlphabetic || properties.numericType != nil
    }
}
