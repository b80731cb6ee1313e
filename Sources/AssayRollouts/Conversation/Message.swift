package import AssayJSON

/// One message of a conversation, as OpenAI's chat format has it.
package struct Message: Sendable, Equatable {
    /// Who speaks.
    package enum Role: String, CaseIterable, Sendable { case system, user, assistant, tool }

    package var role: Role
    package var content: String
    /// The calls that an assistant's message makes in the native way; hermes calls are part of ``content``.
    package var toolCalls: [ToolCall]
    /// Which call a tool's message answers, where the call had an identifier.
    package var toolCallID: String?

    package init(_ role: Role, _ content: String, toolCalls: [ToolCall] = [], toolCallID: String? = nil) {
        self.role = role
        self.content = content
        self.toolCalls = toolCalls
        self.toolCallID = toolCallID
    }

    /// Reads `{role, content}`: the prompts of verl's datasets.
    /// - Throws: everything that is wrong with it.
    package init(_ value: JSONValue) throws(FieldFaults) {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be an object")])
        }
        var reader = FieldReader(object, known: ["role", "content", "name"])
        let role = reader.name("role", as: Role.self)
        if reader.value("role") == nil { reader.fault("role", "is required") }
        self.init(role ?? .user, reader.string("content") ?? "")
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }

    /// The message as a chat endpoint takes it.
    package var json: JSONValue {
        var object = JSONObject([("role", .string(self.role.rawValue)), ("content", .string(self.content))])
        if !self.toolCalls.isEmpty { object.append("tool_calls", .array(self.toolCalls.map(\.json))) }
        if let toolCallID { object.append("tool_call_id", .string(toolCallID)) }
        return .object(object)
    }
}
