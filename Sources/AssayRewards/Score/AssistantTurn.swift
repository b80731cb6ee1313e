/// What the assistant wrote in one turn, and what its tools answered.
package struct AssistantTurn: Sendable {
    /// The text.
    package var text: String
    /// The executions that the turn asked for, in order.
    package var toolRuns: [ToolRun]

    package init(text: String, toolRuns: [ToolRun] = []) {
        self.text = text
        self.toolRuns = toolRuns
    }
}

/// One execution that a turn asked for.
package struct ToolRun: Sendable {
    /// Whether it ended with outcome `ok`.
    package var succeeded: Bool
    /// What it printed, its echoed last value included. It grounds later numbers where the run succeeded.
    package var output: String

    package init(succeeded: Bool, output: String) {
        self.succeeded = succeeded
        self.output = output
    }
}
