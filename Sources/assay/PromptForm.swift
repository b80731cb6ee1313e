import AssayJSON
import AssayRollouts
import AssayTokenizer
import AssayTools

/// What a line of input is that becomes a model's prompt.
enum PromptForm {
    /// The text itself.
    case plain
    /// A JSON string, which may hold line ends.
    case json
    /// A conversation as JSON, of which a chat template makes the prompt.
    case chat(ChatTemplate)

    /// What faults call such a line.
    var name: String {
        switch self {
        case .plain, .json: "string"
        case .chat: "conversation"
        }
    }

    /// - Returns: nil where the line is not of the form.
    func ids(of line: String, _ tokenizer: Tokenizer) -> [Int32]? { self.text(of: line).map(tokenizer.encode) }

    private func text(of line: String) -> String? {
        switch self {
        case .plain: line
        case .json: (try? JSONParser.parse(Array(line.utf8)))?.string
        case .chat(let template): Self.prompt(line, template)
        }
    }

    private static func prompt(_ line: String, _ template: ChatTemplate) -> String? {
        guard let value = try? JSONParser.parse(Array(line.utf8)), let messages = value["messages"]?.array,
            let parsed = try? messages.map({ try Message($0) }),
            let tools = try? (value["tools"]?.array ?? []).map({ try ToolSchema(configuration: $0) })
        else { return nil }
        return template.prompt(parsed, tools: tools)
    }
}
