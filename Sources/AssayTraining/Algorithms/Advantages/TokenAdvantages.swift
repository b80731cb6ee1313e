/// Estimators that go from token to token, from the last to the first. Tokens that the policy read are skipped: they
/// neither carry a reward nor cost a discount.
extension AdvantageEstimator {
    /// GAE: δ = r + γV′ − V, A = δ + γλA′; returns are A + V, and A is whitened over the batch. (Schulman et al.,
    /// arXiv:1506.02438.)
    func generalized(_ rows: [ResponseRow]) -> AdvantageEstimate {
        var advantages = rows.map { [Double](repeating: 0, count: $0.mask.count) }
        var returns = advantages
        for (index, row) in rows.enumerated() {
            var (nextValue, nextAdvantage) = (0.0, 0.0)
            for token in row.counted.reversed() {
                let value = Double(row.values[token])
                let error = row.rewards[token] + self.discount * nextValue - value
                nextAdvantage = error + self.discount * self.lambda * nextAdvantage
                nextValue = value
                advantages[index][token] = nextAdvantage
                returns[index][token] = nextAdvantage + value
            }
        }
        return AdvantageEstimate(advantages: MaskedStatistics.whiten(advantages, of: rows), returns: returns)
    }

    /// REINFORCE++: the discounted sum of the rewards from the token on, whitened over the batch. (Hu et al.,
    /// arXiv:2501.03262.)
    func reinforcePlusPlus(_ rows: [ResponseRow]) -> AdvantageEstimate {
        let returns = rows.map { self.rewardsToGo($0, discount: self.discount) }
        return AdvantageEstimate(advantages: MaskedStatistics.whiten(returns, of: rows), returns: returns)
    }

    /// ReMax: the sum of the rewards from the token on, less the reward of the greedy response. (Li et al.,
    /// arXiv:2310.10505.)
    func reMax(_ rows: [ResponseRow]) -> AdvantageEstimate {
        let returns = rows.map { self.rewardsToGo($0, discount: 1) }
        let advantages = zip(rows, returns).map { row, returns in
            returns.indices.map { row.counts($0) ? returns[$0] - row.greedyReward : 0 }
        }
        return AdvantageEstimate(advantages: advantages, returns: returns)
    }

    private func rewardsToGo(_ row: ResponseRow, discount: Double) -> [Double] {
        var returns = [Double](repeating: 0, count: row.mask.count)
        var sum = 0.0
        for token in row.counted.reversed() {
            sum = row.rewards[token] + discount * sum
            returns[token] = sum
        }
        return returns
    }
}
