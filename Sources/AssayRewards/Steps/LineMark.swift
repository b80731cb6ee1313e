/// What the beginning of a line says of it.
enum LineMark {
    /// Blank, `>`, `*`, `#`, `_` or `-`.
    static func isOrnament(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, UInt8(ascii: ">"), UInt8(ascii: "*"), UInt8(ascii: "#"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Whether a line goes on as `step 3:`, `步骤 3.`, `第三步、`.
    static func isStep(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Bool {
        var cursor = Cursor(text, line)
        guard cursor.skip(anyCase: "step") || cursor.skip("步骤") || cursor.skip("第") else { return false }
        cursor.skipBlanks()
        guard cursor.skipDigits(atMost: 3) ?? cursor.skipNumerals() else { return false }
        cursor.skipBlanks()
        _ = cursor.skip("步")
        while cursor.skip(where: { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "_") }) {}
        return cursor.skip("、") || cursor.skip(where: { [0x3a, 0x2e, 0x29, 0x2d].contains($0) })
    }

    /// The number of an item of a list, as in `3. ` or `**3) `.
    static func listNumber(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Int? {
        var cursor = Cursor(text, line)
        cursor.skipBlanks()
        _ = cursor.skip("**")
        let start = cursor.index
        guard cursor.skipDigits(atMost: 2) == true else { return nil }
        let digits = start..<cursor.index
        guard cursor.skip(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ")") }), cursor.isBlank else {
            return nil
        }
        return digits.reduce(0) { $0 * 10 + Int(text[$1] & 0x0f) }
    }

    /// Whether a line goes on as one that only carries the final answer does.
    static func isAnswer(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> Bool {
        guard !line.isEmpty else { return false }
        var cursor = Cursor(text, line)
        switch text[line.lowerBound] | 0x20 {
        case UInt8(ascii: "f"): return cursor.skip(anyCase: "final answer")
        case UInt8(ascii: "t"): return cursor.skip(anyCase: "the final answer")
        case UInt8(ascii: "a"): return cursor.skip(anyCase: "a:") || cursor.skip(anyCase: "answer:")
        case UInt8(ascii: "$") | 0x20:
            while cursor.skip("$") {}
            cursor.skipSpace()
            return cursor.skip(anyCase: "\\boxed")
        case UInt8(ascii: "\\") | 0x20:
            if cursor.skip("\\[") { cursor.skipSpace() }
            return cursor.skip(anyCase: "\\boxed")
        default: return cursor.skip("答案") || cursor.skip("最终答案")
        }
    }
}

extension LineMark {
    /// A place in a line, moved on by what is found there.
    private struct Cursor {
        private let text: UnsafeBufferPointer<UInt8>
        private let end: Int
        private(set) var index: Int

        init(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) {
            self.text = text
            self.index = line.lowerBound
            self.end = line.upperBound
        }

        var isBlank: Bool { self.index < self.end && (self.text[self.index] == 0x20 || self.text[self.index] == 0x09) }

        mutating func skipBlanks() {
            while self.isBlank { self.index += 1 }
        }

        mutating func skipSpace() {
            self.index = self.text.endOfSpace(from: self.index, to: self.end)
        }

        mutating func skip(where matches: (UInt8) -> Bool) -> Bool {
            guard self.index < self.end, matches(self.text[self.index]) else { return false }
            self.index += 1
            return true
        }

        mutating func skip(_ word: StaticString) -> Bool {
            guard self.index + word.utf8CodeUnitCount <= self.end, self.text.span.has(word, at: self.index) else {
                return false
            }
            self.index += word.utf8CodeUnitCount
            return true
        }

        /// - Parameter word: in lower case.
        mutating func skip(anyCase word: StaticString) -> Bool {
            let count = word.utf8CodeUnitCount
            guard self.index + count <= self.end else { return false }
            for offset in 0..<count where self.text[self.index + offset].lowercased != word.utf8Start[offset] {
                return false
            }
            self.index += count
            return true
        }

        /// - Returns: nil where there is no digit, false where there are too many.
        mutating func skipDigits(atMost limit: Int) -> Bool? {
            let start = self.index
            while self.skip(where: \.isDigit) {}
            return self.index == start ? nil : self.index - start <= limit
        }

        /// One to three Chinese numerals.
        mutating func skipNumerals() -> Bool {
            for count in 0..<3 where !self.skipNumeral() { return count > 0 }
            return true
        }

        private mutating func skipNumeral() -> Bool {
            let numerals = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"] as [StaticString]
            return numerals.contains { self.skip($0) }
        }
    }
}
