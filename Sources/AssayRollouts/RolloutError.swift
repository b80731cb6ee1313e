/// What went wrong in a rollout for no fault of the policy's text.
package struct RolloutError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of fault.
    package enum Code: String, Sendable {
        /// A policy could not generate: a server fails, refuses, or answers what is no generation.
        case policy
        /// Nobody answers where the policy is: there is no connection, or none that lasts.
        case unreachable
        /// A file of tools or interactions says what is not possible.
        case configuration
        /// A log cannot be written or read.
        case log
        /// A trajectory cannot be scored.
        case reward
    }

    package var code: Code
    /// What was being done: `POST /v1/chat/completions`, `tools[0].config`.
    package var stage: String
    package var message: String

    package init(_ code: Code, stage: String, _ message: String) {
        self.code = code
        self.stage = stage
        self.message = message
    }

    package var description: String { "\(self.stage): \(self.message)" }

    /// A policy that answers fewer requests than it was asked.
    static let noAnswer = RolloutError(.policy, stage: "generate", "the policy gave no answer")
}
