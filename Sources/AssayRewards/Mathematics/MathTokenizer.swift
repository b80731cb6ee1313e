/// Reads the tokens of a mathematical expression.
struct MathTokenizer {
    private static let functions: [StaticString] = [
        "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "sin", "cos", "tan", "cot", "sec", "csc", "ln", "log",
        "exp", "sqrt",
    ]

    private let text: ArraySlice<UInt8>
    private var index: Int

    private init(_ text: ArraySlice<UInt8>) {
        self.text = text
        self.index = text.startIndex
    }

    /// The tokens; nil where something is none.
    static func tokens(_ text: ArraySlice<UInt8>) -> [MathToken]? {
        var tokenizer = MathTokenizer(text)
        var tokens: [MathToken] = []
        tokens.reserveCapacity(text.count)
        while tokenizer.index < text.endIndex {
            if text[tokenizer.index].isSpace {
                tokenizer.index += 1
            } else if let token = tokenizer.next() {
                tokens.append(token)
            } else {
                return nil
            }
        }
        return tokens
    }

    private func byte(_ index: Int) -> UInt8 { index < self.text.endIndex ? self.text[index] : 0 }

    private mutating func token(_ kind: MathToken.Kind, _ symbol: UInt8 = 0, length: Int) -> MathToken {
        defer { self.index += length }
        return MathToken(kind: kind, symbol: symbol, start: Int32(self.index), end: Int32(self.index + length))
    }

    private mutating func next() -> MathToken? {
        let byte = self.text[self.index]
        switch byte {
        case 0x30...0x39: return self.number()
        case UInt8(ascii: ".") where self.byte(self.index + 1).isDigit: return self.number()
        case UInt8(ascii: "\\"):
            var end = self.index + 1
            while self.byte(end).isLetter { end += 1 }
            return end > self.index + 1 ? self.token(.command, length: end - self.index) : nil
        case UInt8(ascii: "*"):
            let isPower = self.byte(self.index + 1) == byte
            return self.token(.sign, isPower ? UInt8(ascii: "^") : byte, length: isPower ? 2 : 1)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "^"), UInt8(ascii: "_"),
            UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: "%"):
            return self.token(.sign, byte, length: 1)
        case _ where MathSign.isOpen(byte) || MathSign.isClose(byte): return self.token(.bracket, byte, length: 1)
        case MathSign.pi: return self.token(.pi, length: 1)
        case MathSign.root: return self.token(.root, length: 1)
        case _ where byte.isLetter: return self.letter()
        // The Greek letters: U+0391 to U+03A9, U+03B1 to U+03C9.
        case 0xce, 0xcf: return self.greek(byte) ? self.token(.variable, length: 2) : nil
        default: return nil
        }
    }

    private func greek(_ lead: UInt8) -> Bool {
        let value = UInt32(lead & 0x1f) << 6 | UInt32(self.byte(self.index + 1) & 0x3f)
        return 0x391...0x3a9 ~= value || 0x3b1...0x3c9 ~= value
    }

    private mutating func letter() -> MathToken {
        for name in Self.functions where self.text[self.index...].starts(with: name.bytes) {
            return self.token(.function, length: name.utf8CodeUnitCount)
        }
        return self.token(.variable, length: 1)
    }

    private mutating func number() -> MathToken {
        let offset = self.index - self.text.startIndex
        let length = self.text.withUnsafeBufferPointer { bytes in
            Numeral(bytes, at: offset, readsExponent: false).end - offset
        }
        let end = self.index + length
        var token = self.token(.number, length: length)
        token.mantissaEnd = token.end
        self.index = self.endOfExponent(from: end) ?? end
        token.end = Int32(self.index)
        return token
    }

    /// `e`, a sign perhaps, one to three digits, and nothing that goes on.
    private func endOfExponent(from index: Int) -> Int? {
        guard self.byte(index).lowercased == UInt8(ascii: "e") else { return nil }
        let sign = self.byte(index + 1)
        let first = index + (sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") ? 2 : 1)
        var end = first
        while self.byte(end).isDigit { end += 1 }
        return 1...3 ~= end - first && !self.byte(end).isLetter ? end : nil
    }
}
