package import AssaySandbox

/// What the routes need of an executor, so that they can be tested without workers.
package protocol CodeExecutor: Sendable {
    /// Runs one program once.
    /// - Throws: ``AssaySandbox/ExecutionRefusal`` for a request that cannot be run as asked, `CancellationError` when
    ///   the caller's task is cancelled. Whatever the program does is a result, not an error.
    func execute(_ request: ExecutionRequest) async throws -> ExecutionResult

    /// Whether workers are confined and take work.
    var isReady: Bool { get async }

    /// How many slots there are, how many requests wait for one, how many were replaced.
    func statistics() async -> ExecutorStatistics

    /// The layers of isolation in force on this host.
    func isolation() async -> IsolationReport
}

extension Executor: CodeExecutor {}
