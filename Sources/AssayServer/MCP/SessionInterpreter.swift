import AssayClient
import AssayJSON
import AssayOutcome
import AssaySandbox
import AssayTools

/// `code_interpreter` with one more argument: the session whose variables and files a call finds and leaves.
///
/// A protocol without sessions passes state by name, which the model carries from one call to the next.
struct SessionInterpreter: Tool {
    private static let argument = "session"
    /// The name that makes a session.
    private static let new = "new"

    let schema: ToolSchema
    private let interpreter: CodeInterpreter
    private let host: any SessionHost
    private let owner: String

    init(_ interpreter: CodeInterpreter, host: any SessionHost, owner: String, idleLifetime: Duration) {
        self.schema = interpreter.schema.adding(
            optionalText: Self.argument,
            "Whose variables and files the code sees: \"\(Self.new)\" begins a session and answers its name, which "
                + "later calls pass. It ends after \(Int(idleLifetime.seconds)) s without a call. Without it nothing is kept."
        )
        self.interpreter = interpreter
        self.host = host
        self.owner = owner
    }

    func create(_ arguments: JSONObject) -> any ToolInstance { Instance(tool: self) }

    private struct Instance: ToolInstance {
        let tool: SessionInterpreter

        func execute(_ arguments: JSONObject) async throws -> ToolResult {
            guard let name = arguments[SessionInterpreter.argument]?.string, !name.isEmpty else {
                return try await self.tool.interpreter.create(JSONObject()).execute(arguments)
            }
            return try await self.tool.run(arguments, in: name)
        }
    }

    private func run(_ arguments: JSONObject, in name: String) async throws -> ToolResult {
        do {
            let id = name == Self.new ? try await self.host.makeSession(self.request).id : name
            let runner = SessionRunner(host: self.host, id: id, owner: self.owner)
            var settings = self.interpreter.settings
            // It ran when the session was made.
            settings.prelude = nil
            var result = try await CodeInterpreter(runner: runner, settings: settings)
                .create(JSONObject()).execute(arguments)
            if name == Self.new { result.text += "\n(session: \(id))" }
            return result
        } catch let error as SessionError {
            return Self.failed(error, name)
        } catch let refusal as ExecutionRefusal {
            return ToolResult("Execution failed: \(refusal.message)", outcome: .error)
        }
    }

    private var request: SessionRequest {
        SessionRequest(
            owner: self.owner, memoryMegabytes: self.interpreter.settings.memoryMegabytes,
            prelude: ExecutionRequest.prelude(self.interpreter.settings.prelude))
    }

    private static func failed(_ error: SessionError, _ name: String) -> ToolResult {
        switch error {
        case .unknown:
            ToolResult(
                "Execution failed: there is no session \(name); pass \"\(self.new)\" to begin one", outcome: .error)
        case .lost(let reason):
            ToolResult(
                "Execution failed: the session's state is gone: \(reason); pass \"\(self.new)\" to begin another",
                outcome: .sessionLost)
        case .tooMany(let reason): ToolResult("Execution failed: \(reason)", outcome: .error)
        case .overloaded(let reason): ToolResult("Execution failed: \(reason)", outcome: .overloaded)
        case .failed(let reason): ToolResult("Execution failed: \(reason)", outcome: .infraError)
        }
    }
}

/// Runs programs as cells of a session.
private struct SessionRunner: ProgramRunner {
    let host: any SessionHost
    let id: String
    let owner: String

    func execute(_ program: Program) async throws -> Execution {
        do {
            let cell = try await self.host.execute(
                ExecutionRequest(program), in: self.id, of: self.owner, onOutput: nil)
            return Execution(cell.result)
        } catch let refusal as ExecutionRefusal {
            throw ClientError(refusal)
        }
    }
}
