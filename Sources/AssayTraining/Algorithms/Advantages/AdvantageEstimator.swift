/// Finds how much better each token was than expected.
///
/// The formulas are those of verl 0.9.1 (`verl/trainer/ppo/core_algos.py`), the papers those that it names. Tokens that
/// do not count have advantage and return 0.
package struct AdvantageEstimator: Sendable, Equatable {
    /// verl's `algorithm.adv_estimator`.
    package enum Kind: String, CaseIterable, Sendable {
        case generalized = "gae"
        case groupRelative = "grpo"
        case groupRelativeVectorized = "grpo_vectorized"
        case passAtK = "grpo_passk"
        case leaveOneOut = "rloo"
        case leaveOneOutVectorized = "rloo_vectorized"
        case optimalBaseline = "opo"
        case reinforcePlusPlus = "reinforce_plus_plus"
        case reinforcePlusPlusBaseline = "reinforce_plus_plus_baseline"
        case reMax = "remax"
        case groupPolicyGradient = "gpg"

        /// Whether it needs a critic's values.
        package var needsCritic: Bool { self == .generalized }
        /// Whether it compares the responses to a prompt with each other, so that there must be several.
        package var comparesResponses: Bool {
            switch self {
            case .generalized, .reinforcePlusPlus, .reMax: false
            default: true
            }
        }
        /// Whether it needs the reward of a greedy response to each prompt.
        package var needsGreedyReward: Bool { self == .reMax }
    }

    package var kind: Kind
    /// What a reward is worth one token earlier: `algorithm.gamma`.
    package var discount: Double
    /// GAE's λ: `algorithm.lam`.
    package var lambda: Double
    /// Whether GRPO divides by the group's standard deviation: `algorithm.norm_adv_by_std_in_grpo`; false is Dr.GRPO.
    package var dividesByDeviation: Bool

    package init(_ kind: Kind, discount: Double = 1, lambda: Double = 1, dividesByDeviation: Bool = true) {
        self.kind = kind
        self.discount = discount
        self.lambda = lambda
        self.dividesByDeviation = dividesByDeviation
    }

    /// - Throws: ``TrainingError`` where pass@k has a group of one.
    package func estimate(_ rows: [ResponseRow]) throws(TrainingError) -> AdvantageEstimate {
        switch self.kind {
        case .generalized: self.generalized(rows)
        case .reinforcePlusPlus: self.reinforcePlusPlus(rows)
        case .reMax: self.reMax(rows)
        case .reinforcePlusPlusBaseline:
            AdvantageEstimate(
                advantages: MaskedStatistics.whiten(rows.broadcast(self.centred(rows)), of: rows))
        case .groupRelative, .groupRelativeVectorized:
            AdvantageEstimate(advantages: rows.broadcast(self.groupRelative(rows)))
        case .passAtK: AdvantageEstimate(advantages: rows.broadcast(try self.passAtK(rows)))
        case .leaveOneOut: AdvantageEstimate(advantages: rows.broadcast(self.leaveOneOut(rows) { $0 }))
        case .leaveOneOutVectorized:
            AdvantageEstimate(advantages: rows.broadcast(self.leaveOneOut(rows) { _ in 0 }))
        case .optimalBaseline: AdvantageEstimate(advantages: rows.broadcast(self.optimalBaseline(rows)))
        case .groupPolicyGradient: AdvantageEstimate(advantages: rows.broadcast(self.groupPolicyGradient(rows)))
        }
    }
}

/// Advantages and returns of a batch: a row for each response, a number for each token.
package struct AdvantageEstimate: Sendable, Equatable {
    package var advantages: [[Double]]
    package var returns: [[Double]]

    init(advantages: [[Double]], returns: [[Double]]) {
        self.advantages = advantages
        self.returns = returns
    }

    /// Of an estimator that looks at whole responses only: the return of a token is its advantage.
    init(advantages: [[Double]]) { self.init(advantages: advantages, returns: advantages) }
}

extension [ResponseRow] {
    /// Writes what an estimator found into the rows.
    /// - Throws: ``TrainingError`` where pass@k has a group of one.
    package mutating func estimateAdvantages(with estimator: AdvantageEstimator) throws(TrainingError) {
        let estimate = try estimator.estimate(self)
        for index in self.indices {
            self[index].advantages = estimate.advantages[index]
            self[index].returns = estimate.returns[index]
        }
    }

    /// One number for each response, given to each of its tokens that counts.
    fileprivate func broadcast(_ scalars: [Double]) -> [[Double]] {
        zip(self, scalars).map { row, scalar in row.mask.indices.map { row.counts($0) ? scalar : 0 } }
    }
}
