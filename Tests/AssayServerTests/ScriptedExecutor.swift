import Foundation
import NIOConcurrencyHelpers

@testable import AssaySandbox
@testable import AssayServer

/// An executor whose answers a test writes.
final class ScriptedExecutor: CodeExecutor {
    typealias Script = @Sendable (ExecutionRequest) async throws -> ExecutionResult

    private let script: Script
    private let ready: Bool
    private let received = NIOLockedValueBox<[ExecutionRequest]>([])

    init(ready: Bool = true, _ script: @escaping Script = { .scripted(standardOutput: $0.code) }) {
        self.ready = ready
        self.script = script
    }

    /// One whose programs run until they are cancelled, with what becomes of them: `started`, `cancelled`.
    static func endless() -> (executor: ScriptedExecutor, events: AsyncStream<String>) {
        let (events, continuation) = AsyncStream.makeStream(of: String.self)
        let executor = ScriptedExecutor { _ in
            continuation.yield("started")
            do {
                try await Task.sleep(for: .seconds(50))
            } catch {
                continuation.yield("cancelled")
                throw error
            }
            return .scripted()
        }
        return (executor, events)
    }

    /// What was asked for so far.
    var requests: [ExecutionRequest] { self.received.withLockedValue { $0 } }

    var isReady: Bool { get async { self.ready } }

    func isolation() async -> IsolationReport { .scripted }

    func statistics() async -> ExecutorStatistics {
        let pool = ExecutorStatistics.Pool(tier: "bare", profile: "python-strict", slots: 3, idle: 1, waiting: 7)
        return ExecutorStatistics(pools: [pool], inFlight: 9, slotRestarts: 4, outcomes: [:])
    }

    func execute(_ request: ExecutionRequest) async throws -> ExecutionResult {
        self.received.withLockedValue { $0.append(request) }
        return try await self.script(request)
    }
}
