/// Reads tokens off normalised UTF-8, in one pass without going back further than a numeral.
struct Tokenizer {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var index: Int
    private let vocabulary = Vocabulary.shared

    init(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int) {
        self.bytes = bytes
        self.index = index
    }

    /// Appends every token; `first` is the index of the first in the buffer.
    mutating func read(into buffer: inout TokenBuffer, from first: Int) {
        var end = -1
        while self.index < self.bytes.count {
            let start = self.index
            guard let kind = self.kind(at: start) else { continue }
            let isGlued = start == end && buffer.count > first
            switch kind {
            case .number: self.readNumber(isGlued, into: &buffer)
            case .word: self.readWord(isGlued, into: &buffer, from: first)
            case .percent: self.readPercent(isGlued, into: &buffer, from: first)
            case .currency: self.index += self.length(at: start)
            case .token(let kind, let symbol, let length):
                self.index += length
                buffer.tokens.append(
                    Token(
                        kind: kind, symbol: symbol, isGlued: isGlued, start: Int32(start), end: Int32(self.index)))
            }
            end = self.index
        }
    }

    private enum Lead {
        case number, word, percent
        /// It carries no arithmetical meaning and leaves no token.
        case currency
        case token(Token.Kind, symbol: UInt8, length: Int)
    }

    @inline(__always)
    private func byte(_ index: Int) -> UInt8 { index < self.bytes.count ? self.bytes[index] : 0 }

    private func length(at index: Int) -> Int {
        let lead = self.bytes[index]
        return min(lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4, self.bytes.count - index)
    }

    /// What begins at an index; nil after passing over white space.
    private mutating func kind(at index: Int) -> Lead? {
        let byte = self.bytes[index]
        switch byte {
        case 0x20, 0x09, 0x0d:
            self.index += 1
            return nil
        case 0x30...0x39: return .number
        case 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "_"): return .word
        case 0x0a: return .token(.newline, symbol: 0, length: 1)
        case UInt8(ascii: "."):
            return Numeral.begins(self.bytes, at: index) ? .number : .token(.other, symbol: byte, length: 1)
        case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "^"): return .token(.sign, symbol: byte, length: 1)
        case UInt8(ascii: "*"):
            let isPower = self.byte(index + 1) == byte
            return .token(.sign, symbol: isPower ? UInt8(ascii: "^") : byte, length: isPower ? 2 : 1)
        case UInt8(ascii: "/"):
            let isFloor = self.byte(index + 1) == byte
            return .token(.sign, symbol: isFloor ? Token.floorDivision : byte, length: isFloor ? 2 : 1)
        case UInt8(ascii: "="):
            return .token(.equals, symbol: byte, length: self.byte(index + 1) == byte ? 2 : 1)
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
            return .token(.open, symbol: byte, length: 1)
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
            return .token(.close, symbol: byte, length: 1)
        case UInt8(ascii: "%"): return .percent
        case UInt8(ascii: "$"): return .currency
        case 0x80...: return self.wideKind(at: index)
        default: return .token(.other, symbol: byte, length: 1)
        }
    }

    private mutating func wideKind(at index: Int) -> Lead? {
        let scalar = self.bytes.scalar(at: index)
        switch scalar.value {
        case 0x4e00...0x9fff: return .word
        case 0x2248: return .token(.approximately, symbol: 0, length: 3)
        case 0x2192: return .token(.arrow, symbol: 0, length: 3)
        case 0x221a: return .token(.other, symbol: Token.root, length: 3)
        case 0x20ac, 0xa3, 0xa5, 0x20b9, 0x20a9, 0x20bd: return .currency
        case 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
            self.index += self.length(at: index)
            return nil
        default: return .token(.other, symbol: 0, length: self.length(at: index))
        }
    }
}

extension Tokenizer {
    private mutating func readWord(_ isGlued: Bool, into buffer: inout TokenBuffer, from first: Int) {
        let start = self.index
        var token = Token(kind: .word, isGlued: isGlued, start: Int32(start), end: 0)
        if self.bytes[start] < 0x80 {
            token.word = self.readLatinWord()
            if self.index == start + 1 { token.symbol = self.bytes[start] }
        } else {
            token.word = self.readHanWord()
        }
        token.end = Int32(self.index)
        if buffer.count > first, buffer.tokens[buffer.count - 1].kind == .number {
            let last = buffer.count - 1
            if token.word.traits.contains(.percent), !buffer.tokens[last].isPercent {
                buffer.tokens[last].isPercent = true
                buffer.tokens[last].end = token.end
                return
            }
            if token.word.scale > 0 {
                let number = Int(buffer.tokens[last].number)
                buffer.numbers[number] = buffer.numbers[number] * .powerOfTen(Int(token.word.scale))
                buffer.tokens[last].scale = token.word.scale
                buffer.tokens[last].end = token.end
                return
            }
        }
        buffer.tokens.append(token)
    }

    private mutating func readLatinWord() -> Vocabulary.Entry {
        let start = self.index
        var end = start + 1
        while end < self.bytes.count, self.bytes[end].isLetter || self.bytes[end] == UInt8(ascii: "_") { end += 1 }
        self.index = end
        if self.byte(end) == UInt8(ascii: "'"), self.byte(end + 1) &- 0x61 < 26 {
            self.index += 1
            while self.byte(self.index) &- 0x61 < 26 { self.index += 1 }
            return .unknown
        }
        guard let key = Vocabulary.Key(self.bytes, start..<end) else { return .unknown }
        return self.vocabulary.entry(key.lowercased, isLower: key.isLowercase)
    }

    private mutating func readHanWord() -> Vocabulary.Entry {
        let start = self.index
        repeat {
            self.index += 3
        } while self.index + 2 < self.bytes.count && 0x4e00...0x9fff ~= self.bytes.scalar(at: self.index).value
        self.index = min(self.index, self.bytes.count)
        guard let key = Vocabulary.Key(self.bytes, start..<self.index) else { return .unknown }
        return self.vocabulary.entry(key, isLower: true)
    }

    private mutating func readNumber(_ isGlued: Bool, into buffer: inout TokenBuffer) {
        let numeral = Numeral(self.bytes, at: self.index, readsExponent: true)
        var token = Token(kind: .other, isGlued: isGlued, start: Int32(self.index), end: Int32(numeral.end))
        self.index = numeral.end
        if let value = numeral.value {
            token.kind = .number
            token.length = token.end - token.start
            token.decimals = Int32(numeral.decimals)
            token.number = Int32(buffer.numbers.count)
            buffer.numbers.append(value)
        } else {
            token.symbol = UInt8(ascii: "#")
        }
        buffer.tokens.append(token)
    }

    private mutating func readPercent(_ isGlued: Bool, into buffer: inout TokenBuffer, from first: Int) {
        let start = self.index
        self.index += 1
        let last = buffer.count - 1
        var token = Token(
            kind: .other, symbol: UInt8(ascii: "%"), isGlued: isGlued, start: Int32(start), end: Int32(self.index))
        if last >= first {
            if buffer.tokens[last].kind == .number, !buffer.tokens[last].isPercent {
                buffer.tokens[last].isPercent = true
                buffer.tokens[last].end = token.end
                return
            }
            if buffer.tokens[last].kind == .close {
                token.kind = .percent
                token.isGlued = false
            }
        }
        buffer.tokens.append(token)
    }
}
