import AssayJSON

/// A conversation as one text, the way verl's dumps decode it from a chat template without its special tokens.
enum Transcript {
    /// The prompt, up to where the assistant begins to write: verl's `input`.
    static func input(_ prompt: RolloutPrompt) -> String {
        prompt.messages.map { "\($0.role.rawValue)\n\($0.content)\n" }.joined() + "assistant\n"
    }

    /// All turns and what came between them: verl's `output`.
    static func output(_ turns: [Turn]) -> String {
        var text = ""
        for (index, turn) in turns.enumerated() {
            text += turn.text + turn.calls.filter { !$0.call.isIn(turn.text) }.map { "\n\($0.call.hermes)" }.joined()
            var answers = turn.calls.map { "<tool_response>\n\($0.observation)\n</tool_response>" }
            if let reply = turn.reply { answers.append(reply.text) }
            guard !answers.isEmpty else { continue }
            text += "\nuser\n" + answers.joined(separator: "\n")
            if index < turns.count - 1 { text += "\nassistant\n" }
        }
        return text
    }
}

extension ToolCall {
    /// Whether the call was read out of the text. A native call has an identifier, and was not.
    fileprivate func isIn(_ text: String) -> Bool {
        self.id == nil || text.utf8.count > 0 && text.contains("<tool_call>")
    }

    fileprivate var hermes: String {
        switch self.arguments {
        case .object(let object): "<tool_call>\n" + Self.text(self.name, .object(object)) + "\n</tool_call>"
        case .invalid(let text, _): "<tool_call>\n" + Self.text(self.name, .string(text)) + "\n</tool_call>"
        }
    }

    private static func text(_ name: String, _ arguments: JSONValue) -> String {
        JSONValue.object(JSONObject([("name", .string(name)), ("arguments", arguments)])).text
    }
}
