/// A right answer, read as a number.
struct GroundTruth {
    /// The numbers that it may mean: one, or of `25%` two.
    let readings: [Rational]
    /// Whether it is a bare number, `-?[0-9]+(.[0-9]+)?`.
    let isBare: Bool
    /// Normal text.
    let text: [UInt8]

    /// Nil for what is no number with at most a currency sign before it, a fraction, a percent sign and a unit.
    init?(_ truth: String) {
        self.init(normal: Self.normal(truth))
    }

    /// - Parameter text: normal text without white space around it.
    init?(normal text: [UInt8]) {
        self.text = text
        if let number = Self.bareNumber(text) {
            self.readings = [number]
            self.isBare = true
        } else {
            guard let readings = TruthReader.readings(text) else { return nil }
            self.readings = readings
            self.isBare = false
        }
    }

    /// A truth in normal form, without white space around it.
    static func normal(_ truth: String) -> [UInt8] {
        let text = truth.utf8.span
        let normal = NormalForm.isPlain(text) ? Array(copying: text) : NormalForm.of(text)
        return Array(normal[...].trimmed)
    }

    private static func bareNumber(_ text: [UInt8]) -> Rational? {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDigit) }) else { return nil }
        let value = digits.withUnsafeBufferPointer { Rational(decimal: $0.span) }
        return digits.count < text.count ? value.map { -$0 } : value
    }

    /// Whether a number that was read is this one; one that a machine may have rounded need only be near.
    func matches(_ reading: AnswerReading, in answer: FinalAnswer, allowsNoise: Bool = false) -> Bool {
        let values = reading.readings
        if values.contains(where: self.readings.contains) { return true }
        guard answer.text[...].hasNoise || (allowsNoise && self.text[...].hasNoise) else { return false }
        return values.contains { value in
            self.readings.contains { truth in
                !truth.isZero && (value - truth).magnitude * 1_000_000_000 <= truth.magnitude
            }
        }
    }
}

/// Reads truths that are more than a bare number: `$1,234`, `3/4`, `25%`, `72 clips.`
private struct TruthReader {
    private static let currencies: [StaticString] = ["$", "€", "£", "¥", "₹"]
    private static let longestUnit = 40

    private var rest: ArraySlice<UInt8>

    static func readings(_ text: [UInt8]) -> [Rational]? {
        var reader = TruthReader(rest: text[...])
        return reader.readings()
    }

    private mutating func readings() -> [Rational]? {
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
        return self.isUnit ? [value] + (isPercent ? [value / 100] : []) : nil
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
