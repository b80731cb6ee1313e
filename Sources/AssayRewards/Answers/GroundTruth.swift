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
