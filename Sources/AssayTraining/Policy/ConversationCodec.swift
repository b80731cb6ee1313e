package import AssayRollouts
package import AssayTokenizer
package import AssayTools

/// Conversations as token ids, the way a chat template writes them.
package struct ConversationCodec: Sendable {
    /// What a model writes that ends more than its turn.
    private static let endOfText = "<|endoftext|>"

    package let tokenizer: Tokenizer
    package let template: ChatTemplate
    /// What ends the assistant's turn.
    package let endOfTurn: Int32
    /// Ids at which the policy is stopped.
    package let stopTokens: Set<Int32>

    /// - Throws: ``TrainingError`` where the tokenizer does not know the template's end of a turn.
    package init(tokenizer: Tokenizer, template: ChatTemplate) throws(TrainingError) {
        guard let end = tokenizer.id(of: ChatTemplate.endOfTurn) else {
            throw TrainingError(
                .configuration, stage: "tokenizer", "it has no token \(ChatTemplate.endOfTurn), which ends a turn")
        }
        self.tokenizer = tokenizer
        self.template = template
        self.endOfTurn = end
        self.stopTokens = Set([end] + [Self.endOfText].compactMap(tokenizer.id(of:)))
    }

    /// The ids that `messages` add to a conversation, up to and with the header of the assistant's next turn.
    /// - Parameters:
    ///   - messages: the whole prompt where `tokens` is empty, else what came since the assistant's last turn.
    ///   - tokens: the conversation so far, as it was sampled.
    package func encode(
        _ messages: ArraySlice<Message>, tools: [ToolSchema] = [], after tokens: [Int32] = []
    ) -> [Int32] {
        guard let last = tokens.last else {
            return self.tokenizer.encode(self.template.prompt(messages, tools: tools))
        }
        return self.tokenizer.encode(
            self.template.continuation(of: messages, isTurnEnded: self.stopTokens.contains(last)))
    }

    /// A turn of the assistant's, its end included.
    package func encode(turn text: String) -> [Int32] { self.tokenizer.encode(text) + [self.endOfTurn] }

    /// The text of a turn, without its end.
    package func decode(turn tokens: [Int32]) -> String {
        let isEnded = tokens.last.map(self.stopTokens.contains) ?? false
        return self.tokenizer.decode(isEnded ? tokens.dropLast() : tokens[...])
    }
}
