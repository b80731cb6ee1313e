package import AssayClient
package import AssayRewards
import AssayScoring

/// What a trajectory is worth, in the numbers of `/v1/score`.
package struct TrajectoryReward: Sendable, Equatable {
    package var score: Double
    package var isCorrect: Bool
    /// The final answer that was found.
    package var extracted: String?
    package var parts: Reward.Parts?
    /// One for each of the assistant's turns; they add up to ``score``, bit for bit.
    package var turnRewards: [Double]
    package var classes: [ErrorClass]

    package init(
        score: Double, isCorrect: Bool, extracted: String? = nil, parts: Reward.Parts? = nil,
        turnRewards: [Double] = [],
        classes: [ErrorClass] = []
    ) {
        self.score = score
        self.isCorrect = isCorrect
        self.extracted = extracted
        self.parts = parts
        self.turnRewards = turnRewards
        self.classes = classes
    }

    package init(_ score: Score) {
        let shares = TurnShares(total: score.reward, turns: score.turnRewards)
        self.init(
            score: shares.total, isCorrect: score.isCorrect, extracted: score.extracted,
            parts: score.parts.map {
                Reward.Parts(
                    logic: $0.logic.double, calculation: $0.calculation.double, conclusion: $0.conclusion.double)
            },
            turnRewards: shares.turns, classes: score.classes)
    }
}
