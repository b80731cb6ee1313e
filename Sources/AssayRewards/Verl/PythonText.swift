/// What Python's `str` and `re` say of a text, where verl's scorers depend on it.
enum PythonText {
    /// Where the last `count` code points begin.
    static func tail(_ text: Span<UInt8>, codePoints count: Int) -> Int {
        if text.count <= count { return 0 }
        var (index, left) = (text.count, count)
        while index > 0, left > 0 {
            index -= 1
            if text[index] & 0xc0 != 0x80 { left -= 1 }
        }
        return index
    }

    /// `str.isspace`, and `\s`.
    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0d, 0x1c...0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000: true
        default: false
        }
    }

    /// `str.isdigit` of one character.
    static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.numericType {
        case .decimal, .digit: true
        default: false
        }
    }

    /// `str.strip`.
    static func stripped(_ text: [UInt8]) -> [UInt8] {
        let span = text.span
        var (start, end) = (0, text.count)
        while start < end {
            let (scalar, length) = span.scalar(at: start)
            guard self.isSpace(scalar) else { break }
            start += length
        }
        while start < end {
            var last = end - 1
            while last > start, span[last] & 0xc0 == 0x80 { last -= 1 }
            guard self.isSpace(span.scalar(at: last).scalar) else { break }
            end = last
        }
        return Array(text[start..<end])
    }
}

extension [UInt8] {
    /// `str.replace`: every occurrence of a word, from left to right.
    func replacing(_ word: StaticString, by replacement: StaticString = "") -> [UInt8] {
        guard let first = self.span.firstIndex(of: word, from: 0) else { return self }
        var (result, index) = (Array(self[..<first]), first)
        result.reserveCapacity(self.count)
        while index < self.count {
            if self.span.has(word, at: index) {
                for byte in replacement.bytes { result.append(byte) }
                index += word.utf8CodeUnitCount
            } else {
                result.append(self[index])
                index += 1
            }
        }
        return result
    }

    /// `str.split` by a word.
    func split(by word: StaticString) -> [ArraySlice<UInt8>] {
        var (parts, start): ([ArraySlice<UInt8>], Int) = ([], 0)
        while let next = self.span.firstIndex(of: word, from: start) {
            parts.append(self[start..<next])
            start = next + word.utf8CodeUnitCount
        }
        return parts + [self[start...]]
    }
}

extension StaticString {
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: self.utf8Start, count: self.utf8CodeUnitCount) }
}
