import Foundation

/// What a token's loss is multiplied by where another program sampled than the one that trains: min(π_old/π_rollout, C).
/// (Truncated importance sampling; verl's `algorithm.rollout_correction`.)
package struct RolloutCorrection: Sendable, Equatable {
    /// `rollout_is`.
    package enum Level: String, CaseIterable, Sendable {
        /// The ratio of each token.
        case token
        /// The product of a response's ratios, for each of its tokens.
        case sequence
    }

    package var level: Level
    /// `rollout_is_threshold`.
    package var threshold: Double

    package init(_ level: Level, threshold: Double = 2) {
        self.level = level
        self.threshold = threshold
    }

    /// - Parameters:
    ///   - row: with `oldLogProbabilities`, what the training program says of the tokens.
    ///   - rolloutLogProbabilities: what the program that sampled them said, in nats.
    /// - Returns: one weight a token; 1 where a token does not count.
    package func weights(of row: ResponseRow, rolloutLogProbabilities: [Float]) -> [Double] {
        var weights = [Double](repeating: 1, count: row.mask.count)
        let differences = row.counted.map {
            Double(row.oldLogProbabilities[$0]) - Double(rolloutLogProbabilities[$0])
        }
        let whole = differences.reduce(0, +)
        for (token, difference) in zip(row.counted, differences) {
            let logarithm = self.level == .token ? difference : whole
            weights[token] = min(exp(min(max(logarithm, -20), 20)), self.threshold)
        }
        return weights
    }
}
