package import AssayClient
package import AssayOutcome
import AssayRollouts
import AssayTools
import Synchronization

/// A server whose answers a test writes.
package final class ScriptedRunner: ProgramRunner {
    private let script: @Sendable (Program) async throws -> Execution
    private let received = Mutex<[Program]>([])

    package init(_ script: @escaping @Sendable (Program) async throws -> Execution) { self.script = script }

    /// What was asked for so far.
    package var programs: [Program] { self.received.withLock { $0 } }

    package func execute(_ program: Program) async throws -> Execution {
        self.received.withLock { $0.append(program) }
        return try await self.script(program)
    }

    /// A server on which every program prints the same.
    package static func printing(_ text: String) -> ScriptedRunner { ScriptedRunner { _ in .ok(stdout: text) } }
}

extension Execution {
    package static func ok(stdout: String = "", value: String? = nil) -> Execution {
        var execution = Execution(outcome: .ok)
        execution.id = "run-1"
        execution.standardOutput = stdout
        execution.value = value
        return execution
    }

    package static func failed(_ outcome: Outcome, _ change: (inout Execution) -> Void = { _ in }) -> Execution {
        var execution = Execution(outcome: outcome)
        execution.id = "run-1"
        change(&execution)
        return execution
    }
}
