/// From where on a run is said to go badly.
package struct DiagnosisLimits: Sendable, Equatable {
    /// What rewards should be above before long, as the seed has it.
    package var reward = 0.5
    /// For how many steps they may stay below.
    package var patience = 20
    /// How much one step counts in the moving averages that are compared with limits.
    package var smoothing = 0.1
    /// The share of tool calls that may fail.
    package var toolErrors = 0.2
    /// The share of rollouts that should call a tool, where rewards are low.
    package var toolCalls = 0.05
    /// The divergence from the reference, in nats a token, as the seed has it.
    package var divergence = 0.05
    /// The share of groups whose answers may all be worth the same.
    package var uniformGroups = 0.8
    /// What must be left of the best moving average of rewards.
    package var keptReward = 0.5
    /// What must be left of the first steps' entropy while rewards are below ``solved``.
    package var keptEntropy = 0.1
    /// A reward from which on little is left to learn.
    package var solved = 0.8
    /// The share of rollouts that may be masked.
    package var masked = 0.02
    /// The share of responses that may be cut.
    package var clipped = 0.2
    /// The share of time that tools, or data, may take before they are called the bottleneck.
    package var waiting = 0.5
    /// After how many times the usual step a run without a new one is said to stand still.
    package var silence = 20.0

    package init() {}
}
