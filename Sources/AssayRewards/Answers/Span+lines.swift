extension Span<UInt8> {
    /// The first index in a range whose byte is one looked for.
    func firstIndex(in range: Range<Int>, where isMeant: (UInt8) -> Bool) -> Int? {
        for index in range where isMeant(self[index]) { return index }
        return nil
    }

    /// A range without white space at either end.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start].isSpace { start += 1 }
        while start < end, self[end - 1].isSpace { end -= 1 }
        return start..<end
    }

    /// The rest of a line without white space around it.
    func line(from start: Int, to limit: Int? = nil) -> Range<Int> {
        let limit = limit ?? self.count
        var end = start
        while end < limit, self[end] != 0x0a { end += 1 }
        return self.trimmed(start..<end)
    }

    /// Where a character begins: the index, or the next place that is none in the middle of one.
    func boundary(from index: Int) -> Int {
        var index = Swift.max(0, index)
        while index < self.count, self[index] & 0xc0 == 0x80 { index += 1 }
        return index
    }

    /// Where the first so many characters end.
    func end(ofCharacters count: Int) -> Int {
        if self.count <= count { return self.count }
        var (index, left) = (0, count)
        while index < self.count {
            if self[index] & 0xc0 != 0x80 {
                if left == 0 { return index }
                left -= 1
            }
            index += 1
        }
        return index
    }
}

extension Range<Int> {
    /// The range; nil where it is empty.
    var nonEmpty: Range<Int>? { self.isEmpty ? nil : self }
}
