package import AssayRewards
import AssayScoring

/// What a trajectory is worth, in the numbers of `/v1/score`.
package struct TrajectoryReward: Sendable, Equatable {
    /// The parts of a step reward, each 0…1.
    package struct Parts: Sendable, Equatable {
        package var logic: Double
        package var calculation: Double
        package var conclusion: Double

        package init(logic: Double, calculation: Double, conclusion: Double) {
            self.logic = logic
            self.calculation = calculation
            self.conclusion = conclusion
        }
    }

    package var score: Double
    package var isCorrect: Bool
    /// The final answer that was found.
    package var extracted: String?
    package var parts: Parts?
    /// One for each of the assistant's turns; they add up to ``score``, bit for bit.
    package var turnRewards: [Double]
    package var classes: [ErrorClass]

    package init(
        score: Double, isCorrect: Bool, extracted: String? = nil, parts: Parts? = nil, turnRewards: [Double] = [],
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
                Parts(
                    logic: $0.logic.double, calculation: $0.calculation.double, conclusion: $0.conclusion.double)
            },
            turnRewards: shares.turns, classes: score.classes)
    }
}
