package import AssayJSON

/// What a policy is told of a tool: OpenAI's function form.
package struct ToolSchema: Sendable, Equatable {
    package var name: String
    package var description: String
    /// A JSON Schema of an object.
    package var parameters: JSONObject
    package var strict: Bool

    package init(name: String, description: String, parameters: JSONObject, strict: Bool = false) {
        self.name = name
        self.description = description
        self.parameters = parameters
        self.strict = strict
    }

    /// A schema of parameters that are texts, all of them required.
    package init(name: String, description: String, texts: [(name: String, description: String)]) {
        let properties = texts.map { text -> (String, JSONValue) in
            (text.name, ["type": "string", "description": .string(text.description)])
        }
        self.init(
            name: name, description: description,
            parameters: JSONObject([
                ("type", "object"), ("properties", .object(JSONObject(properties))),
                ("required", .array(texts.map { .string($0.name) })),
            ]))
    }

    /// The same with one more parameter, a text that a call may leave out.
    package func adding(optionalText name: String, _ description: String) -> ToolSchema {
        var properties = self.parameters["properties"]?.object ?? JSONObject()
        properties.append(name, ["type": "string", "description": .string(description)])
        var schema = self
        schema.parameters = JSONObject(
            self.parameters.members.map { ($0.name, $0.name == "properties" ? .object(properties) : $0.value) })
        return schema
    }

    /// Whether the parameters name none.
    package var isWithoutParameters: Bool { self.parameters["properties"]?.object?.members.isEmpty ?? true }

    /// `{"type": "function", "function": {…}}`.
    package var json: JSONValue {
        var function = JSONObject([
            ("name", .string(self.name)), ("description", .string(self.description)),
            ("parameters", .object(self.parameters)),
        ])
        if self.strict { function.append("strict", true) }
        return ["type": "function", "function": .object(function)]
    }
}
