/// One response with what it is judged by.
package struct ScoringTask: Sendable {
    /// The assistant's turns in order; at least one. A response without tools is one turn.
    package var turns: [AssistantTurn]
    /// The right answer, or several that the final answer must all name.
    package var groundTruth: [String]
    /// The problem's text, which grounds the numbers of a step; nil grounds every number.
    package var question: String?
    package var mode: ScoringMode
    package var reward: RewardKind
    package var settings: StepRewardSettings
    /// Whether a ground truth that is not a bare number is normalised with a warning instead of refused, in the modes
    /// that want a number.
    package var normalizesGroundTruth: Bool
    /// Whether the score comes with its ``Explanation``.
    package var explains: Bool

    package init(
        turns: [AssistantTurn], groundTruth: [String], question: String? = nil, mode: ScoringMode = .standard,
        reward: RewardKind = .answer, settings: StepRewardSettings = StepRewardSettings(),
        normalizesGroundTruth: Bool = false, explains: Bool = false
    ) {
        self.turns = turns
        self.groundTruth = groundTruth
        self.question = question
        self.mode = mode
        self.reward = reward
        self.settings = settings
        self.normalizesGroundTruth = normalizesGroundTruth
        self.explains = explains
    }
}
