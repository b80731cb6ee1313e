package import AssayModel
package import AssayRollouts

/// A conversation to imitate: all of it is read, and what the assistant wrote, ends of turns included, is learned.
package struct SupervisedExample: Sendable, Equatable {
    package let input: SequenceInput

    /// - Parameters:
    ///   - prompt: system and user messages.
    ///   - turns: what follows: messages of the assistant, and those of tools between them.
    package init(prompt: [Message], turns: [Message], codec: ConversationCodec) {
        var tokens = codec.encode(prompt[...])
        var positions: [Int] = []
        for turn in turns {
            if turn.role == .assistant {
                let added = codec.encode(turn: turn.content)
                positions += tokens.count..<tokens.count + added.count
                tokens += added
            } else {
                tokens += codec.encode([turn], after: tokens)
            }
        }
        self.input = SequenceInput(tokens: tokens, positions: positions)
    }

    package init(_ demonstration: Demonstration, codec: ConversationCodec) {
        self.init(prompt: demonstration.problem.prompt.messages, turns: demonstration.turns, codec: codec)
    }
}
