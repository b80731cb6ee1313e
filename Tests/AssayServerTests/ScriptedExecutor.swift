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

    /// What a session's files answer.
    typealias FileScript = @Sendable (SessionFileAction) throws -> [SessionFile]
    private let fileScript: FileScript

    /// What keeps sessions from being made.
    private let refusal: SessionError?

    init(
        ready: Bool = true, refusing refusal: SessionError? = nil,
        _ script: @escaping Script = { .scripted(standardOutput: $0.code) },
        files fileScript: @escaping FileScript = { _ in [SessionFile(path: "f")] }
    ) {
        self.ready = ready
        self.refusal = refusal
        self.fileScript = fileScript
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

    func execute(_ request: ExecutionRequest, onOutput: OutputHandler?) async throws -> ExecutionResult {
        self.received.withLockedValue { $0.append(request) }
        let result = try await self.script(request)
        // Byte by byte, as the worst of programs would.
        for byte in result.standardOutput { onOutput?(OutputPiece(stream: .standardOutput, bytes: [byte])) }
        return result
    }

    // MARK: Sessions

    private let kept = NIOLockedValueBox<[String: (owner: String, cells: Int)]>([:])
    private let ended = NIOLockedValueBox<Set<String>>([])
    private let names = NIOLockedValueBox<[String: String]>([:])

    func makeSession(_ request: SessionRequest) async throws -> SessionSummary {
        if let refusal { throw refusal }
        let id = self.kept.withLockedValue { kept in
            let id = "ses_\(kept.count)"
            kept[id] = (request.owner, 0)
            return id
        }
        return try self.session(id, of: request.owner)
    }

    func execute(
        _ request: ExecutionRequest, in id: String, of owner: String, onOutput: OutputHandler?
    ) async throws -> CellResult {
        _ = try self.session(id, of: owner)
        let result = try await self.execute(request, onOutput: onOutput)
        self.kept.withLockedValue { $0[id]?.cells += 1 }
        return CellResult(result: result, isAlive: true)
    }

    func session(named name: String, _ request: SessionRequest) async throws -> NamedSession {
        if let id = self.names.withLockedValue({ $0[name] }), self.ended.withLockedValue({ !$0.contains(id) }) {
            return NamedSession(id: id, isNew: false)
        }
        var request = request
        request.name = name
        let id = try await self.makeSession(request).id
        self.names.withLockedValue { $0[name] = id }
        return NamedSession(id: id, isNew: true)
    }

    func session(named name: String, of owner: String) throws -> SessionSummary {
        guard let id = self.names.withLockedValue({ $0[name] }) else { throw SessionError.unknown }
        return try self.session(id, of: owner)
    }

    func files(_ action: SessionFileAction, in id: String, of owner: String) async throws -> [SessionFile] {
        _ = try self.session(id, of: owner)
        return try self.fileScript(action)
    }

    func forkSession(_ id: String, of owner: String) async throws -> SessionSummary {
        _ = try self.session(id, of: owner)
        return try await self.makeSession(SessionRequest(owner: owner))
    }

    func endSession(_ id: String, of owner: String) throws {
        _ = try self.session(id, of: owner)
        self.ended.withLockedValue { _ = $0.insert(id) }
    }

    func session(_ id: String, of owner: String) throws -> SessionSummary {
        guard let session = self.kept.withLockedValue({ $0[id] }), session.owner == owner else {
            throw SessionError.unknown
        }
        if self.ended.withLockedValue({ $0.contains(id) }) { throw SessionError.lost("it was deleted") }
        return SessionSummary(
            id: id, tier: .math, profile: "python-session", age: .seconds(2), idle: .seconds(1), isBusy: false,
            cells: session.cells, name: self.names.withLockedValue { $0.first { $0.value == id }?.key })
    }

    func sessions(of owner: String) -> [SessionSummary] {
        self.kept.withLockedValue { Array($0.keys) }.sorted().compactMap { try? self.session($0, of: owner) }
    }
}
