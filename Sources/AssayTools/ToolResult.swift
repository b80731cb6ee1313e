package import AssayClient
package import AssayJSON
package import AssayOutcome

/// What came of one call.
package struct ToolResult: Sendable, Equatable {
    /// What the policy is told.
    package var text: String
    /// How the call ended. One that is not scored masks the sample.
    package var outcome: Outcome
    /// The tool's own reward of the call; nil where it has none.
    package var reward: Double?
    /// More that the tool measured, such as the seed's `exec_status`.
    package var metrics: JSONObject
    /// The program that ran, where one did.
    package var execution: Execution?
    /// The code of it.
    package var code: String?

    package init(
        _ text: String, outcome: Outcome = .ok, reward: Double? = nil, metrics: JSONObject = JSONObject(),
        execution: Execution? = nil, code: String? = nil
    ) {
        self.text = text
        self.outcome = outcome
        self.reward = reward
        self.metrics = metrics
        self.execution = execution
        self.code = code
    }
}
