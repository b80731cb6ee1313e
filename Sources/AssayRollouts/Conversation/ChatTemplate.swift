import AssayJSON
package import AssayTools

/// How a conversation becomes the text that a model reads: ChatML, with tools in Qwen2.5's form or without.
///
/// Each turn is `<|im_start|>role`, a line's end, the text, `<|im_end|>` and a line's end.
package struct ChatTemplate: Sendable, Equatable {
    /// What the template knows of tools.
    package enum ToolForm: String, CaseIterable, Sendable {
        /// A tool's result is a turn of the role `tool`; nothing is told of tools.
        case unknown
        /// Results stand as `<tool_response>` in a user's turn; which tools there are is not told, but trained.
        case answered
        /// As ``answered``, and the system's turn lists the tools' schemas and how to call them: the hermes form.
        case told
    }

    /// What marks the end of a turn: the token that a policy writes to end its own.
    package static let endOfTurn = "<|im_end|>"
    /// Where the assistant's turn begins.
    package static let header = "<|im_start|>assistant\n"

    /// What the system says where a conversation has no message of its.
    package var defaultSystem: String?
    package var toolForm: ToolForm

    package init(defaultSystem: String? = nil, toolForm: ToolForm) {
        self.defaultSystem = defaultSystem
        self.toolForm = toolForm
    }

    /// Plain ChatML, for a model that has learnt its tools.
    package static let plain = ChatTemplate(toolForm: .answered)
    /// Qwen2.5-Instruct's.
    package static let qwen2 = ChatTemplate(
        defaultSystem: "You are Qwen, created by Alibaba Cloud. You are a helpful assistant.", toolForm: .told)

    /// The text of a conversation, up to and with the header of the assistant's next turn.
    package func prompt(_ messages: some Collection<Message>, tools: [ToolSchema] = []) -> String {
        let first = messages.first
        let system = first?.role == .system ? first?.content : self.defaultSystem
        let rest = first?.role == .system ? Array(messages.dropFirst()) : Array(messages)
        return self.opening(system, tools) + self.turns(rest) + Self.header
    }

    /// What follows the text of the assistant's last turn, up to and with the header of its next.
    /// - Parameters:
    ///   - messages: what came since.
    ///   - isTurnEnded: whether the assistant wrote its turn's end itself.
    package func continuation(of messages: some Collection<Message>, isTurnEnded: Bool) -> String {
        (isTurnEnded ? "" : Self.endOfTurn) + "\n" + self.turns(Array(messages)) + Self.header
    }

    private func opening(_ system: String?, _ tools: [ToolSchema]) -> String {
        guard self.toolForm == .told, !tools.isEmpty else {
            return system.map { Self.turn("system", $0) } ?? ""
        }
        let schemas = tools.map { "\n" + $0.json.spacedText }.joined()
        let text = """
            # Tools

            You may call one or more functions to assist with the user query.

            You are provided with function signatures within <tools></tools> XML tags:
            <tools>\(schemas)
            </tools>

            For each function call, return a json object with function name and arguments within \
            <tool_call></tool_call> XML tags:
            <tool_call>
            {"name": <function-name>, "arguments": <args-json-object>}
            </tool_call>
            """
        return Self.turn("system", (system.map { $0 + "\n\n" } ?? "") + text)
    }

    private func turns(_ messages: [Message]) -> String {
        var text = ""
        for (index, message) in messages.enumerated() {
            switch message.role {
            case .tool where self.toolForm != .unknown:
                if index == 0 || messages[index - 1].role != .tool { text += "<|im_start|>user" }
                text += "\n<tool_response>\n\(message.content)\n</tool_response>"
                if index + 1 == messages.count || messages[index + 1].role != .tool { text += Self.endOfTurn + "\n" }
            case .assistant where !message.toolCalls.isEmpty: text += Self.calls(message)
            default: text += Self.turn(message.role.rawValue, message.content)
            }
        }
        return text
    }

    private static func turn(_ role: String, _ content: String) -> String {
        "<|im_start|>\(role)\n\(content)\(Self.endOfTurn)\n"
    }

    /// A turn whose calls a server has read out of the text.
    private static func calls(_ message: Message) -> String {
        let content = message.content.isEmpty ? "" : "\n" + message.content
        let calls = message.toolCalls.map { call in
            let arguments = JSONValue.object(call.sent).spacedText
            return "\n<tool_call>\n{\"name\": \"\(call.name)\", \"arguments\": \(arguments)}\n</tool_call>"
        }
        return "<|im_start|>assistant" + content + calls.joined() + Self.endOfTurn + "\n"
    }
}
