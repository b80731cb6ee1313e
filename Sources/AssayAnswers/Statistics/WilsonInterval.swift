import Glibc

/// The interval in which a share lies with 95 % confidence, after so many trials.
///
/// Wilson's score interval: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA
/// 22 (1927). Unlike the normal approximation it stays within 0…1, and holds near its ends and for few trials.
package struct WilsonInterval: Sendable, Equatable {
    package let lower: Double
    package let upper: Double

    /// The 97.5th percentile of the normal distribution.
    private static let quantile = 1.959963984540054

    /// - Returns: nil without trials.
    package init?(successes: Int, trials: Int) {
        guard trials > 0 else { return nil }
        let (n, z2) = (Double(trials), Self.quantile * Self.quantile)
        let share = Double(successes) / n
        let centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        let width = Self.quantile / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        // At the ends the formula gives 0 and 1 but for rounding.
        self.lower = successes == 0 ? 0 : max(0, centre - width)
        self.upper = successes == trials ? 1 : min(1, centre + width)
    }
}
