import Foundation

/// Policy losses with one ratio for all tokens of a response.
extension PolicyLoss {
    /// Where verl bounds the logarithm of GSPO's ratio from above.
    private static let largestLogRatio = 10.0

    /// GSPO: PPO's clipped loss, without the dual clip, of s = exp(mean of log ρ). The gradient is taken as if the
    /// token's own ρ stood for s. (Zheng et al., arXiv:2507.18071.)
    func sequenceClipped(_ tokens: [(logRatio: Double, advantage: Double)]) -> [TokenLoss] {
        let mean = tokens.reduce(0) { $0 + $1.logRatio } / Double(max(1, tokens.count))
        let ratio = exp(min(mean, Self.largestLogRatio))
        let held = min(max(ratio, 1 - self.clipLow), 1 + self.clipHigh)
        return tokens.map { token in
            let isClipped = -token.advantage * held > -token.advantage * ratio
            return TokenLoss(
                logRatio: token.logRatio, loss: -token.advantage * (isClipped ? held : ratio),
                slope: isClipped || mean > Self.largestLogRatio ? 0 : -token.advantage * ratio, isClipped: isClipped)
        }
    }

    /// GMPO: −A·exp(mean of log ρ), A being the mean of the response's advantages, and each log ρ held below `high`
    /// where its A > 0 and above −`low` where its A < 0. (Zhao et al., arXiv:2507.20673.)
    ///
    /// The loss of the response is that of each of its tokens: their mean is it.
    func geometricMean(_ tokens: [(logRatio: Double, advantage: Double)]) -> [TokenLoss] {
        let count = Double(max(1, tokens.count))
        let advantage = tokens.reduce(0) { $0 + $1.advantage } / count
        let ratio = exp(tokens.reduce(0) { $0 + self.held($1) } / count)
        return tokens.map { token in
            let isOutside = token.logRatio < -self.clipLow || token.logRatio > self.clipHigh
            let isFree = token.advantage != 0 && self.held(token) == token.logRatio
            return TokenLoss(
                logRatio: token.logRatio, loss: -advantage * ratio, slope: isFree ? -advantage * ratio : 0,
                isClipped: isOutside && token.advantage > 0, isClippedBelow: isOutside && token.advantage < 0)
        }
    }

    private func held(_ token: (logRatio: Double, advantage: Double)) -> Double {
        if token.advantage > 0 { return min(token.logRatio, self.clipHigh) }
        if token.advantage < 0 { return max(token.logRatio, -self.clipLow) }
        return 0
    }

    /// The geometric mean of a response's weights, for each of them.
    static func geometricMean(of weights: [Double]) -> [Double] {
        let mean = weights.reduce(0) { $0 + log($1 + 1e-10) } / Double(max(1, weights.count))
        return weights.map { _ in exp(mean) }
    }
}
