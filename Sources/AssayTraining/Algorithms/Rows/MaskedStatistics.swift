/// Mean and variance of the numbers that count in a batch of rows (verl's `masked_mean`, `masked_var`, `masked_whiten`).
package struct MaskedStatistics: Sendable, Equatable {
    package private(set) var count = 0
    /// 0 where nothing counts.
    package private(set) var mean = 0.0
    /// Unbiased: divided by one less than ``count``; 0 where less than two numbers count, for which verl has no answer.
    package private(set) var variance = 0.0

    /// - Parameters:
    ///   - values: a row of numbers for each of `rows`, one a token.
    ///   - rows: their masks decide what counts.
    package init(_ values: [[Double]], of rows: [ResponseRow]) {
        let counted = zip(values, rows).flatMap { values, row in row.counted.map { values[$0] } }
        guard !counted.isEmpty else { return }
        self.count = counted.count
        self.mean = counted.reduce(0, +) / Double(counted.count)
        guard counted.count > 1 else { return }
        self.variance = counted.reduce(0) { $0 + ($1 - self.mean) * ($1 - self.mean) } / Double(counted.count - 1)
    }

    /// The numbers with mean 0 and variance 1, x′ = (x − mean) / √(variance + 10⁻⁸); 0 where a token does not count.
    package static func whiten(_ values: [[Double]], of rows: [ResponseRow]) -> [[Double]] {
        let statistics = MaskedStatistics(values, of: rows)
        let scale = 1 / (statistics.variance + 1e-8).squareRoot()
        return zip(values, rows).map { values, row in
            values.indices.map { row.counts($0) ? (values[$0] - statistics.mean) * scale : 0 }
        }
    }
}
