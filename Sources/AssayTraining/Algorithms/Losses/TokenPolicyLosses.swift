import Foundation

/// Policy losses with a ratio of their own for each token.
extension PolicyLoss {
    /// PPO: max(−Aρ, −A·clip(ρ, 1 − low, 1 + high)); where A < 0, at most −A·c. (Schulman et al., arXiv:1707.06347;
    /// dual clip: Ye et al., arXiv:1912.09729; clip-higher: Yu et al., arXiv:2503.14476.)
    func clipped(_ ratio: PolicyRatio, advantage: Double) -> TokenLoss {
        let free = -advantage * ratio.value
        let held = -advantage * min(max(ratio.value, 1 - self.clipLow), 1 + self.clipHigh)
        var token = TokenLoss(logRatio: ratio.logarithm, loss: free, slope: -advantage * ratio.slope)
        if held > free {
            token.isClipped = true
            token.loss = held
            token.slope = 0
        }
        let bound = -advantage * self.dualClip
        if advantage < 0, token.loss > bound {
            token.isClippedBelow = true
            token.loss = bound
            token.slope = 0
        }
        return token
    }

    /// SAPO: −A·σ(τ(ρ − 1))·4/τ, with one τ where A > 0 and another elsewhere. (arXiv:2511.20347.)
    func gated(_ ratio: PolicyRatio, advantage: Double) -> TokenLoss {
        let temperature = advantage > 0 ? self.positiveTemperature : self.negativeTemperature
        let gate = 1 / (1 + exp(-temperature * (ratio.value - 1)))
        return TokenLoss(
            logRatio: ratio.logarithm, loss: -advantage * gate * 4 / temperature,
            slope: -advantage * 4 * gate * (1 - gate) * ratio.slope)
    }

    /// CISPO: −A·log π, weighted by clip(ρ, 1 − low, 1 + high), through which no gradient flows. (arXiv:2506.13585.)
    func weighted(_ logProbability: Double, _ ratio: PolicyRatio, advantage: Double) -> TokenLoss {
        let weight = min(max(ratio.value, 1 - self.clipLow), 1 + self.clipHigh)
        return TokenLoss(
            logRatio: ratio.logarithm, loss: -weight * advantage * logProbability, slope: -weight * advantage,
            isClipped: weight != ratio.value)
    }
}
