package import AssayJSON

/// A call of a tool as a policy wrote it.
package struct ToolCall: Sendable, Equatable {
    /// What an answer refers to; nil where the format knows no identifiers.
    package var id: String?
    /// Which tool; empty where it could not be read.
    package var name: String
    package var arguments: ToolArguments

    package init(id: String? = nil, name: String, arguments: ToolArguments) {
        self.id = id
        self.name = name
        self.arguments = arguments
    }

    /// The call as a chat endpoint takes it back.
    package var json: JSONValue {
        var object = JSONObject([("type", "function")])
        if let id { object.append("id", .string(id)) }
        object.append(
            "function", ["name": .string(self.name), "arguments": .string(JSONValue.object(self.sent).text)])
        return .object(object)
    }

    /// Servers read a history's arguments as JSON and refuse the conversation where they are none.
    var sent: JSONObject {
        switch self.arguments {
        case .object(let object): object
        case .invalid(let text, _): JSONObject([("invalid_json", .string(text))])
        }
    }
}

/// What a call passes to its tool.
package enum ToolArguments: Sendable, Equatable {
    case object(JSONObject)
    /// No object could be read.
    case invalid(text: String, reason: String)

    /// Arguments by name, for calls that a program writes.
    package init(_ members: [(String, JSONValue)]) { self = .object(JSONObject(members)) }

    /// What a server passes on: JSON as a text, which a model may have written badly.
    package init(text: String) {
        if text.allSatisfy(\.isWhitespace) {
            self = .object(JSONObject())
        } else if let value = LenientJSON.value(text) {
            self.init(value, text: text)
        } else {
            self = .invalid(text: text, reason: LenientJSON.fault(text))
        }
    }

    /// What stands at `arguments` of a call: an object, or one as a JSON string.
    init(_ value: JSONValue, text: String) {
        switch value {
        case .object(let object): self = .object(object)
        case .null: self = .object(JSONObject())
        case .string(let inner):
            if let object = LenientJSON.value(inner)?.object {
                self = .object(object)
            } else {
                self = .invalid(text: inner, reason: LenientJSON.fault(inner))
            }
        default: self = .invalid(text: text, reason: "Expecting an object")
        }
    }
}
