/// How far a rollout goes. The names in quotes are verl's.
package struct RolloutLimits: Sendable, Equatable {
    /// What becomes of the calls beyond ``maximumParallelCalls``.
    package enum Surplus: String, CaseIterable, Sendable {
        /// The policy is told of no answer to them, as verl does.
        case dropped
        /// Each is answered with a text that says that it did not run.
        case answered
    }

    /// `max_assistant_turns`. A call in the last turn never runs: with 5 turns there are up to 4 rounds of calls.
    package var maximumAssistantTurns: Int?
    /// `max_user_turns`: rounds of tool answers, and replies of an interaction.
    package var maximumUserTurns: Int?
    /// `max_parallel_calls`: how many calls of one turn run; at least 1.
    package var maximumParallelCalls: Int
    package var surplus: Surplus
    /// `max_tool_response_length` and `tool_response_truncate_side`.
    package var truncation: ObservationTruncation
    /// `prompt_length`, in tokens, where the policy tells them.
    package var maximumPromptTokens: Int?
    /// `data.truncation`: what is cut off a prompt of more tokens; nil ends its rollout instead.
    package var promptCut: PromptCut?
    /// `response_length`, in tokens, observations included where the policy tells tokens.
    package var maximumResponseTokens: Int
    /// The most tool calls of a whole rollout.
    package var maximumToolCalls: Int?
    /// The most time for a whole rollout. What runs when it is up may end.
    package var maximumWallTime: Duration?
    /// Whether a call that cannot be read is answered with what is wrong with it. verl does not see it as a call: the
    /// rollout ends.
    package var answersMalformedCalls: Bool

    /// The seed's: 5 turns, a prompt of 1,024 and a response of 2,048 tokens; for the rest verl's.
    package init(
        maximumAssistantTurns: Int? = 5, maximumUserTurns: Int? = nil, maximumParallelCalls: Int = 1,
        surplus: Surplus = .dropped, truncation: ObservationTruncation = ObservationTruncation(),
        maximumPromptTokens: Int? = 1024, promptCut: PromptCut? = nil, maximumResponseTokens: Int = 2048,
        maximumToolCalls: Int? = nil,
        maximumWallTime: Duration? = nil, answersMalformedCalls: Bool = true
    ) {
        self.maximumAssistantTurns = maximumAssistantTurns
        self.maximumUserTurns = maximumUserTurns
        self.maximumParallelCalls = maximumParallelCalls
        self.surplus = surplus
        self.truncation = truncation
        self.maximumPromptTokens = maximumPromptTokens
        self.promptCut = promptCut
        self.maximumResponseTokens = maximumResponseTokens
        self.maximumToolCalls = maximumToolCalls
        self.maximumWallTime = maximumWallTime
        self.answersMalformedCalls = answersMalformedCalls
    }
}
