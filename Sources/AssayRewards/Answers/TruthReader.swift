/// Reads truths that are more than a bare number: `$1,234`, `3/4`, `25%`, `72 clips.`
struct TruthReader {
    private static let currencies: [StaticString] = ["$", "€", "£", "¥", "₹"]
    private static let longestUnit = 40

    private var rest: ArraySlice<UInt8>

    static func reading(_ text: [UInt8]) -> (value: Rational, share: Rational?)? {
        var reader = TruthReader(rest: text[...])
        return reader.reading()
    }

    private mutating func reading() -> (value: Rational, share: Rational?)? {
        for sign in Self.currencies where self.rest.starts(with: sign.bytes) {
            self.rest = self.rest.dropFirst(sign.utf8CodeUnitCount)
            break
        }
        self.skipSpaces()
        let isNegative = self.take("-")
        if !isNegative { _ = self.take("+") }
        self.skipSpaces()
        guard var value = self.numeral() else { return nil }
        self.skipSpaces()
        if self.take("/") {
            self.skipSpaces()
            guard let divisor = self.digits(), !divisor.isZero else { return nil }
            value = value / divisor
            self.skipSpaces()
        }
        if isNegative { value = -value }
        let isPercent = self.take("\\%") || self.take("%")
        self.skipSpaces()
        return self.isUnit ? (value, isPercent ? value / 100 : nil) : nil
    }

    private mutating func skipSpaces() { self.rest = self.rest.drop(while: \.isSpace) }

    private mutating func take(_ word: StaticString) -> Bool {
        guard self.rest.starts(with: word.bytes) else { return false }
        self.rest = self.rest.dropFirst(word.utf8CodeUnitCount)
        return true
    }

    private mutating func numeral() -> Rational? {
        let numeral = self.rest.withUnsafeBufferPointer { bytes in
            Numeral.begins(bytes, at: 0) ? Numeral(bytes, at: 0, readsExponent: false) : nil
        }
        guard let numeral else { return nil }
        self.rest = self.rest.dropFirst(numeral.end)
        return numeral.value
    }

    private mutating func digits() -> Rational? {
        let digits = self.rest.prefix(while: \.isDigit)
        self.rest = self.rest.dropFirst(digits.count)
        return digits.withUnsafeBufferPointer { Rational(decimal: $0.span) }
    }

    /// Whether what is left is a unit: up to 40 letters and spaces, perhaps a full stop, and no `or` or `and`.
    private var isUnit: Bool {
        let unit = self.rest.last == UInt8(ascii: ".") ? self.rest.dropLast() : self.rest
        let words = unit.split(separator: 0x20)
        if words.contains(where: { $0.elementsEqual("or".utf8) || $0.elementsEqual("and".utf8) }) { return false }
        var (index, count) = (unit.startIndex, 0)
        while index < unit.endIndex {
            let byte = unit[index]
            if byte >= 0x80 {
                let character = Array(unit[index...].prefix(4)).span.scalar(at: 0)
                guard 0x4e00...0x9fff ~= character.scalar.value else { return false }
                index += character.length
            } else {
                guard byte.isLetter || byte == 0x20 else { return false }
                index += 1
            }
            count += 1
        }
        return count <= Self.longestUnit
    }
}
