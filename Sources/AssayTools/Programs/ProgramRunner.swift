package import AssayClient

/// What runs a tool's programs: the client of a server, or a test's script.
package protocol ProgramRunner: Sendable {
    /// Runs a program once, isolated.
    /// - Throws: ``AssayClient/ClientError`` where there is no result, `CancellationError`.
    func execute(_ program: Program) async throws -> Execution
}

extension ToolClient: ProgramRunner {
    package func execute(_ program: Program) async throws -> Execution {
        try await self.execute(program, requestID: nil)
    }
}
