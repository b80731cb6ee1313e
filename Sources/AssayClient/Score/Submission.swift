package import AssayJSON
package import AssayOutcome

/// An answer to be scored against the truth: what `POST /v1/score` takes. What is nil is left to the server's default.
package struct Submission: Sendable, Equatable {
    /// A tool run that a message asked for: enough of an ``Execution`` for the scorer.
    package struct Run: Sendable, Equatable {
        package var outcome: Outcome
        package var standardOutput: String
        package var value: String?

        package init(outcome: Outcome, standardOutput: String, value: String? = nil) {
            self.outcome = outcome
            self.standardOutput = standardOutput
            self.value = value
        }

        package init(_ execution: Execution) {
            self.init(
                outcome: execution.outcome, standardOutput: execution.standardOutput, value: execution.value)
        }
    }

    /// A message of the conversation.
    package struct Turn: Sendable, Equatable {
        package enum Role: String, Sendable, CaseIterable {
            case system
            case developer
            case user
            case assistant
            case tool
        }

        package var role: Role
        package var content: String
        /// The runs that an assistant's message asked for, or whose output a tool's message shows.
        package var runs: [Run]

        package init(_ role: Role, _ content: String, runs: [Run] = []) {
            self.role = role
            self.content = content
            self.runs = runs
        }
    }

    /// What is scored.
    package enum Response: Sendable, Equatable {
        /// One text.
        case solution(String)
        /// A conversation with at least one message of the assistant.
        case turns([Turn])
    }

    package var response: Response
    /// The truth, or several that the answer must all name.
    package var groundTruth: [String]
    /// verl's name of the data set; mode `verl` chooses its scorer by it.
    package var dataSource: String?
    /// The question, whose numbers ground the steps of a solution.
    package var question: String?
    /// How final answers are found and compared, by the server's name for it: `standard`, `math`, `verl-strict`…
    package var mode: String?
    /// What a score measures, by the server's name for it: `answer`, `step`…
    package var reward: String?
    /// Whether the reward comes with its explanation.
    package var explains: Bool
    /// More of the server's fields, such as `weights`, `gate` or `extra_info`; none of the above.
    package var options: JSONObject

    package init(
        _ response: Response, groundTruth: [String], dataSource: String? = nil, question: String? = nil,
        mode: String? = nil, reward: String? = nil, explains: Bool = false, options: JSONObject = JSONObject()
    ) {
        self.response = response
        self.groundTruth = groundTruth
        self.dataSource = dataSource
        self.question = question
        self.mode = mode
        self.reward = reward
        self.explains = explains
        self.options = options
    }
}
