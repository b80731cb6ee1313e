package import AssayJSON

extension ToolSchema {
    /// Reads a `tool_schema`: OpenAI's function form, or what the seed writes, the function alone.
    /// - Throws: everything that is wrong with it.
    package init(configuration value: JSONValue) throws(FieldFaults) {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be a mapping")])
        }
        guard let function = object["function"] else {
            try self.init(function: object)
            return
        }
        var reader = FieldReader(object, known: ["type", "function"])
        if let type = reader.string("type"), type != "function" { reader.fault("type", "must be function") }
        guard let inner = function.object else {
            reader.fault("function", "must be a mapping")
            throw FieldFaults(reader.faults)
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
        do {
            try self.init(function: inner)
        } catch {
            throw error.inside("function")
        }
    }

    private init(function object: JSONObject) throws(FieldFaults) {
        var reader = FieldReader(object, known: ["name", "description", "parameters", "strict"])
        let name = reader.string("name") ?? ""
        if name.isEmpty { reader.fault("name", "is required") }
        let description = reader.string("description") ?? ""
        let strict = reader.bool("strict") ?? false
        var parameters = JSONObject([("type", "object"), ("properties", [:])])
        if let value = reader.value("parameters") {
            if let object = value.object, object["properties"]?.object != nil {
                parameters = object
            } else {
                reader.fault("parameters", "must be a mapping with the key properties")
            }
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
        self.init(name: name, description: description, parameters: parameters, strict: strict)
    }
}
