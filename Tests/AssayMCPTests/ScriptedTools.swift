import AssayClient
import AssayJSON
import AssayMCP
import AssayOutcome
import AssayTools
import Logging
import Synchronization

/// Runs programs as a test says.
struct ScriptedRunner: ProgramRunner {
    let script: @Sendable (Program) async throws -> Execution

    func execute(_ program: Program) async throws -> Execution { try await self.script(program) }
}

extension ProtocolServer {
    /// A server of the code interpreter, and of more tools.
    static func scripted(
        _ more: [any Tool] = [],
        script: @escaping @Sendable (Program) async throws -> Execution = { .printing($0.code) }
    ) throws -> ProtocolServer {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return ProtocolServer(
            try Toolbox([CodeInterpreter(runner: ScriptedRunner(script: script))] + more), version: "1.2.3",
            instructions: "Compute.", logger: logger)
    }

    /// The result of a call, or its error.
    func call(
        _ method: String, _ parameters: JSONValue = [:], as version: ProtocolVersion = .november2025
    ) async throws -> Result<JSONObject, RPCError> {
        try await self.answer(
            RPCRequest(id: .number(1), method: method, parameters: parameters.object ?? JSONObject()), as: version
        ).outcome
    }
}

extension Execution {
    static func printing(_ text: String, _ outcome: Outcome = .ok) -> Execution {
        var execution = Execution(outcome: outcome)
        execution.standardOutput = text
        return execution
    }
}

/// A tool that throws what no tool should.
struct BrokenTool: Tool {
    struct Fault: Error {}

    let schema = ToolSchema(name: "broken", description: "", texts: [])

    func create(_ arguments: JSONObject) throws -> any ToolInstance { throw Fault() }
}

/// A tool that counts its instances.
final class CountedTool: Tool {
    let schema = ToolSchema(name: "counted", description: "", texts: [])
    let counts = Mutex((created: 0, released: 0))

    func create(_ arguments: JSONObject) -> any ToolInstance {
        self.counts.withLock { $0.created += 1 }
        return Instance(tool: self)
    }

    struct Instance: ToolInstance {
        let tool: CountedTool

        func execute(_ arguments: JSONObject) async throws -> ToolResult {
            if arguments["fail"] != nil { throw BrokenTool.Fault() }
            return ToolResult("done")
        }

        func release() async { self.tool.counts.withLock { $0.released += 1 } }
    }
}
