/// A way in which a policy goes wrong, or cheats.
package enum Finding: String, CaseIterable, Sendable {
    /// A turn with neither a call nor an answer. Source: SimpleTIR, arXiv 2509.02479.
    case voidTurn = "void_turn"
    /// The same call again in one trajectory.
    case duplicateCall = "duplicate_call"
    /// A tool's answer, or another speaker's turn, written by the assistant itself.
    case fakedOutput = "faked_output"
    /// Many answers marked as final in one turn. Source: rStar2-Agent, equation 5.
    case answerSpam = "answer_spam"
    /// A program that searches by force: much CPU time.
    case bruteForce = "brute_force"
    /// A program that waits instead of computing.
    case sleep
    /// Guessing with a tool that tells verdicts.
    case verdictGuessing = "verdict_guessing"
    /// A call that could not be read: no JSON, or no object.
    case parseFailure = "parse_failure"
    /// A call of a tool that is not there.
    case unknownTool = "unknown_tool"
    /// A failed call in a trajectory that earned a reward. Source: rStar2-Agent, GRPO-RoC.
    case rewardedToolError = "rewarded_tool_error"
}
