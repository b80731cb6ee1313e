/// A right answer, read as a number.
struct GroundTruth {
    let value: Rational
    /// What `25%` may mean besides 25.
    let share: Rational?
    /// Whether it is a bare number, `-?[0-9]+(.[0-9]+)?`.
    let isBare: Bool
    /// Whether ten decimals or more stand in it, which a machine may have rounded.
    private let hasNoise: Bool

    /// Nil for what is no number with at most a currency sign before it, a fraction, a percent sign and a unit.
    ///
    /// - Parameter text: normal text without white space around it.
    init?(_ text: Span<UInt8>) {
        if let number = Self.bareNumber(text) {
            self.value = number
            self.share = nil
            self.isBare = true
            self.hasNoise = text.count > 10 && Array(copying: text)[...].hasNoise
        } else {
            let bytes = Array(copying: text)
            guard let (value, share) = TruthReader.reading(bytes) else { return nil }
            self.value = value
            self.share = share
            self.isBare = false
            self.hasNoise = bytes[...].hasNoise
        }
    }

    var readings: [Rational] { [self.value] + (self.share.map { [$0] } ?? []) }

    private static func bareNumber(_ text: Span<UInt8>) -> Rational? {
        let start = text.has("-", at: 0) ? 1 : 0
        guard start < text.count, text[start].isDigit, text[text.count - 1].isDigit else { return nil }
        var points = 0
        for index in start..<text.count where !text[index].isDigit {
            guard text[index] == UInt8(ascii: "."), points == 0 else { return nil }
            points = 1
        }
        let value = Rational(decimal: text.extracting(start...))
        return start == 0 ? value : value.map { -$0 }
    }

    /// Whether a number that was read is this one; one that a machine may have rounded need only be near.
    func matches(_ reading: AnswerReading, in answer: FinalAnswer) -> Bool {
        guard case .number(let number, let label) = reading else { return false }
        if self.isOne(number) || label.map(self.isOne) == true { return true }
        guard self.hasNoise || answer.text[...].hasNoise else { return false }
        return self.isNear(number) || label.map(self.isNear) == true
    }

    private func isOne(_ number: Rational) -> Bool { number == self.value || number == self.share }

    private func isNear(_ number: Rational) -> Bool {
        self.readings.contains { truth in
            !truth.isZero && (number - truth).magnitude * 1_000_000_000 <= truth.magnitude
        }
    }
}

/// Reads truths that are more than a bare number: `$1,234`, `3/4`, `25%`, `72 clips.`
private struct TruthReader {
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
