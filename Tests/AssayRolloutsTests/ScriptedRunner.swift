import AssayClient
import AssayOutcome
import AssayRollouts
import AssayTools
import Synchronization

/// A server whose answers a test writes.
final class ScriptedRunner: ProgramRunner {
    private let script: @Sendable (Program) async throws -> Execution
    private let received = Mutex<[Program]>([])

    init(_ script: @escaping @Sendable (Program) async throws -> Execution) { self.script = script }

    /// What was asked for so far.
    var programs: [Program] { self.received.withLock { $0 } }

    func execute(_ program: Program) async throws -> Execution {
        self.received.withLock { $0.append(program) }
        return try await self.script(program)
    }

    /// A server on which every program prints the same.
    static func printing(_ text: String) -> ScriptedRunner { ScriptedRunner { _ in .ok(stdout: text) } }
}

extension Execution {
    static func ok(stdout: String = "", value: String? = nil) -> Execution {
        var execution = Execution(outcome: .ok)
        execution.id = "run-1"
        execution.standardOutput = stdout
        execution.value = value
        return execution
    }

    static func failed(_ outcome: Outcome, _ change: (inout Execution) -> Void = { _ in }) -> Execution {
        var execution = Execution(outcome: outcome)
        execution.id = "run-1"
        change(&execution)
        return execution
    }
}
