/// Why a rollout ended.
package enum StopReason: String, CaseIterable, Sendable {
    /// The policy called no tool, and nobody answers it.
    case completed
    /// The interaction is over.
    case interactionDone = "interaction_done"
    /// The assistant had all its turns, and was not done.
    case maximumAssistantTurns = "max_assistant_turns"
    /// The user and the tools had all their turns.
    case maximumUserTurns = "max_user_turns"
    /// The response has all its tokens, or a turn was cut.
    case responseLength = "response_length"
    /// The prompt is too long to begin with.
    case promptLength = "prompt_length"
    /// All tool calls are used up.
    case toolCallBudget = "tool_call_budget"
    /// The time is up.
    case wallTime = "wall_time"
    /// The policy could not generate.
    case policyFailure = "policy_failure"
    /// Nobody answers where the policy is.
    case policyUnreachable = "policy_unreachable"
    /// A tool ended by the doing of the service: `infra_error`, `overloaded`, `session_lost`.
    case toolFailure = "tool_failure"
    /// The interaction could not answer.
    case interactionFailure = "interaction_failure"

    /// Whether the end is ours and not the policy's: the sample is masked, and never earns 0.
    package var isInfrastructure: Bool {
        self.isOfPolicy || self == .toolFailure || self == .interactionFailure
    }

    /// Whether the policy's service is at fault.
    package var isOfPolicy: Bool { self == .policyFailure || self == .policyUnreachable }
}
