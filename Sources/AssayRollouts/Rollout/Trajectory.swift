/// A rollout that has ended: what was said and done, and what a trainer needs of it.
package struct Trajectory: Sendable, Equatable {
    package var identity: SampleIdentity
    package var prompt: RolloutPrompt
    package var turns: [Turn]
    package var stopReason: StopReason
    /// What failed, where the end is not the policy's doing.
    package var failure: String?
    /// Ids, mask and log-probabilities; nil where the policy does not tell tokens, or its server encoded the
    /// conversation anew, so that they are not those that were sampled.
    package var tokens: TokenRecord?
    /// From the first request to the last answer.
    package var duration: Duration
    /// What the trajectory is worth; nil before it is scored, and where it is masked.
    package var reward: TrajectoryReward?

    package init(
        identity: SampleIdentity, prompt: RolloutPrompt, turns: [Turn], stopReason: StopReason,
        failure: String? = nil, tokens: TokenRecord? = nil, duration: Duration = .zero,
        reward: TrajectoryReward? = nil
    ) {
        self.identity = identity
        self.prompt = prompt
        self.turns = turns
        self.stopReason = stopReason
        self.failure = failure
        self.tokens = tokens
        self.duration = duration
        self.reward = reward
    }

    /// Whether the trainer leaves the sample out, of its loss and of its group's statistics: the end is ours, not the
    /// policy's. A masked sample has no reward, not a reward of 0.
    package var isMasked: Bool { self.stopReason.isInfrastructure }

    /// Every call in order.
    package var calls: [CallRecord] { self.turns.flatMap(\.calls) }

    /// verl's `num_turns`: the prompt, the assistant's turns, and the rounds of answers to them.
    package var turnCount: Int {
        1 + self.turns.count + self.turns.count { !$0.calls.isEmpty } + self.turns.count { $0.reply != nil }
    }
}
