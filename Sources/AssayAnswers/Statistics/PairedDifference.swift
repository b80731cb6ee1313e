import Glibc

/// How much better the same prompts are answered the second time.
package struct PairedDifference: Sendable, Equatable {
    /// How many prompts there are.
    package let count: Int
    /// The mean of the differences.
    package let mean: Double
    /// In which it lies with 95 % confidence, by the normal distribution.
    package let lower: Double
    package let upper: Double

    private static let quantile = 1.959963984540054

    /// - Parameter differences: one for each prompt, after less before.
    /// - Returns: nil of fewer than two.
    package init?(_ differences: [Double]) {
        guard differences.count > 1 else { return nil }
        let n = Double(differences.count)
        let mean = differences.reduce(0, +) / n
        let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let width = Self.quantile * sqrt(squares / (n - 1) / n)
        (self.count, self.mean, self.lower, self.upper) = (differences.count, mean, mean - width, mean + width)
    }
}
