package import AssayRewards

/// A score and its turns' shares as doubles whose sum is the score, bit for bit, in whatever order and by whatever
/// method a client adds them up.
package struct TurnShares: Sendable, Equatable {
    /// The score, correctly rounded.
    package let total: Double
    /// One for each turn; exactly 0 where the turn earned nothing.
    package let turns: [Double]

    /// - Parameters:
    ///   - total: the score; no double's exponent range must be left.
    ///   - turns: fractions whose sum is `total`, none of them of the other sign.
    package init(total: Rational, turns: [Rational]) {
        self.total = total.double
        let rounded = turns.map(\.double)
        self.turns =
            Self.plainSum(rounded) == self.total && Self.compensatedSum(rounded) == self.total
            ? rounded : Self.onGrid(rounded, total: self.total)
    }

    /// Left to right, as C, JavaScript and Python before 3.12 add.
    private static func plainSum(_ values: [Double]) -> Double { values.reduce(0, +) }

    /// Neumaier's sum, as Python's `sum` adds since 3.12.
    private static func compensatedSum(_ values: [Double]) -> Double {
        var (sum, lost) = (0.0, 0.0)
        for value in values {
            let next = sum + value
            lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
            sum = next
        }
        return sum + lost
    }

    /// Shares that are whole multiples of the score's last place: every partial sum then has at most 53 bits, and no
    /// addition rounds. The largest share takes what the others lost.
    private static func onGrid(_ rounded: [Double], total: Double) -> [Double] {
        let place = total.ulp
        var shares = rounded.map { ($0 / place).rounded(.towardZero) * place }
        guard let largest = shares.indices.max(by: { abs(shares[$0]) < abs(shares[$1]) }) else { return [] }
        shares[largest] = 0
        shares[largest] = total - self.plainSum(shares)
        return shares
    }
}
