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
        self.init(share: Double(successes) / Double(trials), trials: Double(trials))
    }

    /// The interval of trials that come in clusters of which one trial tells of the others, such as several answers to one
    /// prompt. It is that of the number of independent trials whose share would vary as much; clusters of one trial each
    /// are independent trials.
    ///
    /// Source of that number: E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected
    /// number of positive counts estimated from survey data", Survey Methodology 24 (1998).
    ///
    /// - Returns: nil without trials.
    package init?(clusters: [(successes: Int, trials: Int)]) {
        let trials = Double(clusters.reduce(0) { $0 + $1.trials })
        guard trials > 0 else { return nil }
        let share = Double(clusters.reduce(0) { $0 + $1.successes }) / trials
        let spread = clusters.reduce(0) { sum, cluster in
            let difference = Double(cluster.successes) - share * Double(cluster.trials)
            return sum + difference * difference
        }
        // Where all are alike, nothing tells whether a cluster is more than one trial.
        let effective =
            share == 0 || share == 1 ? Double(clusters.count) : share * (1 - share) * trials * trials / spread
        self.init(share: share, trials: min(effective, trials))
    }

    private init(share: Double, trials n: Double) {
        let z2 = Self.quantile * Self.quantile
        let centre = (share + z2 / (2 * n)) / (1 + z2 / n)
        let width = Self.quantile / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
        // At the ends the formula gives 0 and 1 but for rounding.
        self.lower = share == 0 ? 0 : max(0, centre - width)
        self.upper = share == 1 ? 1 : min(1, centre + width)
    }
}
