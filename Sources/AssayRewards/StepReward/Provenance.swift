/// Where numbers come from: the problem, and what the response has worked out so far.
struct Provenance {
    private enum Limit {
        /// How many of the last fractions an operand may be a rounding of.
        static let fractions = 256
    }

    /// What the problem gives; nil where there is no problem, which grounds every number.
    private let givens: RationalSet?
    private var results = RationalSet(capacity: 64)
    /// The results that are not whole, in order.
    private var fractions: [(value: Rational, double: Double)] = []

    init(givens: RationalSet?) { self.givens = givens }

    mutating func add(_ result: Rational) {
        if self.results.insert(result), !result.isInteger { self.fractions.append((result, result.double)) }
    }

    private func isKnown(_ value: Rational) -> Bool {
        self.givens?.contains(value) == true || self.results.contains(value)
    }

    /// Whether an operand comes from somewhere.
    ///
    /// A percent may stand for its share, its hundredfold or its complement; a minus may be a dash; a fraction found
    /// before may be shown to two places.
    func grounds(_ operand: Operand) -> Bool {
        if self.givens == nil { return true }
        let value = operand.value
        if self.isKnown(value) || self.results.contains(-value) { return true }
        if case .small = value.storage, operand.isPercent {
            let share = value / 100
            if self.isKnown(share) || self.results.contains(-share) { return true }
            if self.isKnown(value * 100) || self.isKnown(100 - value) { return true }
        }
        return self.isRoundingOfFraction(value)
    }

    private func isRoundingOfFraction(_ value: Rational) -> Bool {
        if self.fractions.isEmpty { return false }
        let double = value.double
        return self.fractions.suffix(Limit.fractions).contains { fraction in
            (fraction.double - double).magnitude < 0.01 && (fraction.value - value).magnitude < Rational(1, 200)
        }
    }

    /// Whether a final answer is a result, or the floor, the ceiling, the hundredth or the hundredfold of one.
    func derives(_ answer: Rational) -> Bool {
        if self.results.contains(answer) { return true }
        guard case .small = answer.storage else { return false }
        if self.results.contains(answer * 100) || self.results.contains(answer / 100) { return true }
        let double = answer.double
        return self.fractions.contains { fraction in
            if (fraction.double - double).magnitude > 2 { return false }
            let distance = (fraction.value - answer).magnitude
            if answer.isInteger, distance < 1 { return true }
            return fraction.value.denominator > 100 && distance <= Rational(1, 200)
        }
    }
}
