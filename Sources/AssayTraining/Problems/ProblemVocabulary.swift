import AssayRollouts

/// What a tokenizer for these problems is made of.
package enum ProblemVocabulary {
    /// Those of Qwen2.5 that its chat template and tools need, in the order of their ids.
    package static let specialTokens = [
        "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>", "<tool_response>",
        "</tool_response>",
    ]

    /// Texts that are the same in every conversation, as one token each: what is on the wire stays as it is, but a call
    /// costs a policy two tokens instead of twenty.
    package static let macroTokens = [
        "<|im_start|>user\n", "\n<|im_start|>assistant\n", "\n<|im_start|>user\n<tool_response>\n",
        "\n</tool_response>", Demonstration.callOpening, Demonstration.callEnding, Demonstration.answerMark, "print(",
    ]

    /// Texts to learn byte pairs from: training questions, and what demonstrations write, cut wherever a digit stands,
    /// for a digit is a token of its own.
    package static func texts(seed: UInt64, problems count: Int = 5000) -> [String] {
        let demonstrations = DemonstrationSource(problems: ProblemSource(seed: seed, split: .train))
        return (0..<count).flatMap { index -> [String] in
            let demonstration = demonstrations.demonstration(at: index)
            let written = demonstration.turns.map(\.content).map(Self.withoutMacros)
            return ([demonstration.problem.question] + written).flatMap { text in
                text.split(whereSeparator: \.isNumber).map(String.init)
            }
        }
    }

    /// The macros of a call stand at its ends, and that of an answer before it.
    private static func withoutMacros(_ text: String) -> String {
        var text = Substring(text)
        if text.hasPrefix(Demonstration.callOpening) {
            text = text.dropFirst(Demonstration.callOpening.count).dropLast(Demonstration.callEnding.count)
        }
        return String(text)
    }
}
