package import AssayJSON

/// Somebody who answers the assistant where it calls no tool: verl's interactions.
package protocol Interaction: Sendable {
    /// What a sample's `interaction_kwargs.name` names it by.
    var name: String { get }

    /// Begins a conversation.
    /// - Parameter arguments: verl's `interaction_kwargs` of the sample, such as its ground truth.
    /// - Throws: where they lack what the interaction needs; the batch is then not played.
    func start(_ arguments: JSONObject) async throws -> any InteractionInstance
}

/// An interaction during one rollout.
package protocol InteractionInstance: Sendable {
    /// The answer to a conversation whose last message is the assistant's.
    /// - Throws: where there is none; the sample is then masked.
    func respond(to messages: [Message]) async throws -> InteractionReply

    /// Ends the conversation.
    func finish() async
}

extension InteractionInstance {
    package func finish() async {}
}

/// What an interaction answers.
package struct InteractionReply: Sendable, Equatable {
    /// Whether the conversation is over. The policy does not read the text then.
    package var isDone: Bool
    /// What the user says.
    package var text: String
    /// What the assistant's turn is worth: verl's turn score.
    package var score: Double

    package init(isDone: Bool, text: String, score: Double) {
        self.isDone = isDone
        self.text = text
        self.score = score
    }
}
