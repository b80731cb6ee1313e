package import AssaySandbox

/// What the routes need of an executor, so that they can be tested without workers.
package protocol CodeExecutor: SessionHost {
    /// Runs one program once.
    ///
    /// - Parameter onOutput: told of output as it comes.
    /// - Throws: ``AssaySandbox/ExecutionRefusal`` for a request that cannot be run as asked, `CancellationError` when
    ///   the caller's task is cancelled. Whatever the program does is a result, not an error.
    func execute(_ request: ExecutionRequest, onOutput: OutputHandler?) async throws -> ExecutionResult

    /// Whether workers are confined and take work.
    var isReady: Bool { get async }

    /// How many slots there are, how many requests wait for one, how many were replaced.
    func statistics() async -> ExecutorStatistics

    /// The layers of isolation in force on this host.
    func isolation() async -> IsolationReport
}

/// What the routes need of sessions. An owner sees its own alone.
package protocol SessionHost: Sendable {
    /// - Throws: ``AssaySandbox/SessionError``, ``AssaySandbox/ExecutionRefusal``, `CancellationError`; the others likewise.
    func makeSession(_ request: SessionRequest) async throws -> SessionSummary

    /// The owner's session of a name, made as `request` says where there is none.
    func session(named name: String, _ request: SessionRequest) async throws -> NamedSession

    /// The owner's session of a name: ``AssaySandbox/SessionError/lost(_:)`` where the last one is gone, undeleted.
    func session(named name: String, of owner: String) throws -> SessionSummary

    /// Runs a cell; its session's cells run one after another.
    func execute(
        _ request: ExecutionRequest, in id: String, of owner: String, onOutput: OutputHandler?
    ) async throws -> CellResult

    /// Does something with a session's files, between its cells.
    func files(_ action: SessionFileAction, in id: String, of owner: String) async throws -> [SessionFile]

    /// A session with a copy of this one's state and files.
    func forkSession(_ id: String, of owner: String) async throws -> SessionSummary

    func endSession(_ id: String, of owner: String) throws

    func session(_ id: String, of owner: String) throws -> SessionSummary

    /// The oldest first.
    func sessions(of owner: String) -> [SessionSummary]
}

extension CodeExecutor {
    /// Runs one program once.
    func execute(_ request: ExecutionRequest) async throws -> ExecutionResult {
        try await self.execute(request, onOutput: nil)
    }
}

extension Executor: CodeExecutor {}
