package import AssayJSON

/// What a rollout begins with, and what it is judged by: a row of verl's data.
package struct RolloutPrompt: Sendable, Equatable {
    /// Who answers a rollout's assistant.
    package struct InteractionChoice: Sendable, Equatable {
        package var name: String
        /// verl's `interaction_kwargs`.
        package var arguments: JSONObject

        package init(name: String, arguments: JSONObject = JSONObject()) {
            self.name = name
            self.arguments = arguments
        }
    }

    /// System and user messages.
    package var messages: [Message]
    /// The right answer, or several that the final answer must all name.
    package var groundTruth: [String]
    /// The problem's text, which grounds the numbers of a step; nil grounds every number.
    package var question: String?
    /// verl's name of the data set.
    package var dataSource: String?
    /// verl's `tools_kwargs.NAME.create_kwargs`, by tool.
    package var toolArguments: [String: JSONObject]
    /// Nil where nobody answers.
    package var interaction: InteractionChoice?

    package init(
        messages: [Message], groundTruth: [String], question: String? = nil, dataSource: String? = nil,
        toolArguments: [String: JSONObject] = [:], interaction: InteractionChoice? = nil
    ) {
        self.messages = messages
        self.groundTruth = groundTruth
        self.question = question
        self.dataSource = dataSource
        self.toolArguments = toolArguments
        self.interaction = interaction
    }

    /// What a tool's instance is created with: what the row says, or the truth, as the seed's rows have it.
    func arguments(ofTool name: String) -> JSONObject { self.toolArguments[name] ?? self.truth }

    /// The same for an interaction.
    func arguments(of choice: InteractionChoice) -> JSONObject {
        choice.arguments["ground_truth"] == nil
            ? JSONObject((choice.arguments.members + self.truth.members).map { ($0.name, $0.value) }) : choice.arguments
    }

    private var truth: JSONObject {
        JSONObject(self.groundTruth.first.map { [("ground_truth", .string($0))] } ?? [])
    }
}
