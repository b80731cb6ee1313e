/// The divergence from the reference policy as part of the reward: r ← r − β·KL of each token. (verl's
/// `use_kl_in_reward`, `kl_penalty`, `kl_ctrl`.)
package struct KLReward: Sendable, Equatable {
    package var estimator: KLEstimator
    package var controller: KLController

    package init(_ estimator: KLEstimator = .kl, controller: KLController = KLController()) {
        self.estimator = estimator
        self.controller = controller
    }

    /// Takes the divergence off the rewards of the rows, then lets the controller see it.
    /// - Parameter rows: with `rewards`, `oldLogProbabilities` and `referenceLogProbabilities`.
    /// - Returns: verl's metrics; the divergence is the mean over responses of their means over tokens.
    package mutating func apply(to rows: inout [ResponseRow]) -> [String: Double] {
        let coefficient = self.controller.coefficient
        var (sum, count) = (0.0, 0)
        for index in rows.indices where rows[index].countedTokens > 0 {
            let divergence = self.takeOff(&rows[index], coefficient)
            sum += divergence
            count += 1
        }
        let divergence = sum / Double(max(1, count))
        if count > 0 { self.controller.update(divergence: divergence, samples: count) }
        return ["actor/reward_kl_penalty": divergence, "actor/reward_kl_penalty_coeff": coefficient]
    }

    private func takeOff(_ row: inout ResponseRow, _ coefficient: Double) -> Double {
        var sum = 0.0
        let tokens = row.counted
        for token in tokens {
            let divergence = self.estimator.value(
                Double(row.oldLogProbabilities[token]), reference: Double(row.referenceLogProbabilities[token]))
            row.rewards[token] -= coefficient * divergence
            sum += divergence
        }
        return sum / Double(tokens.count)
    }
}
