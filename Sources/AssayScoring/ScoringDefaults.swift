package import AssayRewards

/// What a scoring task gets where it says nothing.
package struct ScoringDefaults: Sendable {
    /// How final answers are found and compared.
    package var mode: RequestedMode
    /// What a score measures.
    package var reward: RewardKind
    /// How a step reward weighs.
    package var settings: StepRewardSettings

    /// The mode `standard`, the reward `answer`, and the step reward of the seed.
    package init(
        mode: RequestedMode = .fixed(.standard), reward: RewardKind = .answer,
        settings: StepRewardSettings = StepRewardSettings()
    ) {
        self.mode = mode
        self.reward = reward
        self.settings = settings
    }
}
