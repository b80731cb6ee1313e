/// What a policy wrote in one turn.
package struct Generation: Sendable, Equatable {
    /// Why it stopped writing.
    package enum FinishReason: String, CaseIterable, Sendable {
        /// The turn is over.
        case stop
        /// The tokens that were allowed are used up: the turn is cut.
        case length
        /// The turn is over, with native tool calls.
        case toolCalls = "tool_calls"
        /// The policy gave up on it.
        case abort
    }

    /// A token as a text, for policies that tell no ids: something to look at, not to train on.
    package struct Piece: Sendable, Equatable {
        package var text: String
        package var logProbability: Float

        package init(text: String, logProbability: Float) {
            self.text = text
            self.logProbability = logProbability
        }
    }

    /// The text without the marks of the turn's end; hermes calls are part of it.
    package var text: String
    /// Native tool calls, where a server has read them out of the text already.
    package var toolCalls: [ToolCall]
    /// The ids generated, a generated end of turn included; nil where the policy does not tell them.
    package var tokens: [Int32]?
    /// log π of each of ``tokens`` when it was sampled; nil where the policy does not tell them.
    package var logProbabilities: [Float]?
    /// The ids that were read before; a server's word where the request named none.
    package var promptTokens: [Int32]?
    /// The tokens as texts, where the policy tells them.
    package var pieces: [Piece]
    /// How many tokens were generated; 0 where the policy does not tell.
    package var tokenCount: Int
    package var finishReason: FinishReason

    package init(
        text: String, toolCalls: [ToolCall] = [], tokens: [Int32]? = nil, logProbabilities: [Float]? = nil,
        promptTokens: [Int32]? = nil, pieces: [Piece] = [], tokenCount: Int? = nil, finishReason: FinishReason = .stop
    ) {
        self.text = text
        self.toolCalls = toolCalls
        self.tokens = tokens
        self.logProbabilities = logProbabilities
        self.promptTokens = promptTokens
        self.pieces = pieces
        self.tokenCount = tokenCount ?? tokens?.count ?? 0
        self.finishReason = finishReason
    }
}
