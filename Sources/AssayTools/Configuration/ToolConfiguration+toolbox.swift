package import AssayClient
import AssayJSON

extension ToolConfiguration {
    /// What a run without a configuration has: the code interpreter, and no tool that tells verdicts.
    package static func standardToolbox(_ runner: any ProgramRunner) throws(ToolError) -> Toolbox {
        try Toolbox([CodeInterpreter(runner: runner)])
    }

    /// The tools that the file lists.
    ///
    /// - Parameters:
    ///   - runner: runs programs, where an entry names no server of its own.
    ///   - http: connections to servers that entries name.
    /// - Throws: ``ToolError`` where two tools have one name, or a URL cannot be used.
    package func toolbox(runner: any ProgramRunner, http: HTTPClient) throws(ToolError) -> Toolbox {
        var tools: [any Tool] = []
        for entry in self.entries { tools.append(try self.tool(entry, runner, http)) }
        if self.entries.contains(where: \.isSeeds), !tools.contains(where: { $0.schema.name == CodeInterpreter.name }) {
            tools.append(CodeInterpreter(runner: runner))
        }
        return try Toolbox(tools)
    }

    private func tool(
        _ entry: Entry, _ runner: any ProgramRunner, _ http: HTTPClient
    ) throws(ToolError) -> any Tool {
        switch entry.kind {
        case .codeInterpreter:
            let schema = (entry.schema ?? CodeInterpreter.schema).completed(by: CodeInterpreter.schema)
            return CodeInterpreter(
                runner: try Self.runner(entry.options.url, http) ?? runner, settings: entry.options.interpreter,
                schema: schema)
        case .rewardTool:
            let own = entry.isSeeds ? GSM8KRewardTool.seedSchema : GSM8KRewardTool.schema
            return GSM8KRewardTool(
                schema: (entry.schema ?? own).completed(by: own),
                interpreter: entry.isSeeds ? CodeInterpreter(runner: runner) : nil)
        case .http:
            guard let schema = entry.schema, let url = entry.options.url else {
                throw ToolError(.configuration, stage: "tools", "a service needs a url and a tool_schema")
            }
            return HTTPTool(
                schema: schema, url: url,
                headers: entry.options.headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) },
                timeout: entry.options.timeout, client: http)
        }
    }

    private static func runner(_ url: String?, _ http: HTTPClient) throws(ToolError) -> ToolClient? {
        guard let url else { return nil }
        do {
            return ToolClient(try Endpoint(url: url, http: http))
        } catch {
            throw ToolError(.configuration, stage: "sandbox_fusion_url", error.description)
        }
    }
}

extension ToolSchema {
    /// The same with the tool's own parameters where it names none: without them a policy could not call it.
    fileprivate func completed(by own: ToolSchema) -> ToolSchema {
        guard self.isWithoutParameters else { return self }
        var schema = self
        schema.parameters = own.parameters
        return schema
    }
}
