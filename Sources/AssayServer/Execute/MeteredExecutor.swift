import AssayOutcome
import AssaySandbox
import Metrics

/// An executor whose results are counted by outcome, with their wall and queue times.
struct MeteredExecutor: CodeExecutor {
    let base: any CodeExecutor
    let metrics: any MetricsFactory

    var isReady: Bool { get async { await self.base.isReady } }

    func isolation() async -> IsolationReport { await self.base.isolation() }

    func statistics() async -> ExecutorStatistics { await self.base.statistics() }

    func execute(_ request: ExecutionRequest, onOutput: OutputHandler?) async throws -> ExecutionResult {
        let result = try await self.base.execute(request, onOutput: onOutput)
        self.count(result)
        return result
    }

    func execute(
        _ request: ExecutionRequest, in id: String, of owner: String, onOutput: OutputHandler?
    ) async throws -> CellResult {
        let cell = try await self.base.execute(request, in: id, of: owner, onOutput: onOutput)
        self.count(cell.result)
        return cell
    }

    func makeSession(_ request: SessionRequest) async throws -> SessionSummary {
        try await self.base.makeSession(request)
    }

    func session(named name: String, _ request: SessionRequest) async throws -> NamedSession {
        try await self.base.session(named: name, request)
    }

    func session(named name: String, of owner: String) throws -> SessionSummary {
        try self.base.session(named: name, of: owner)
    }

    func files(_ action: SessionFileAction, in id: String, of owner: String) async throws -> [SessionFile] {
        try await self.base.files(action, in: id, of: owner)
    }

    func forkSession(_ id: String, of owner: String) async throws -> SessionSummary {
        try await self.base.forkSession(id, of: owner)
    }

    func endSession(_ id: String, of owner: String) throws { try self.base.endSession(id, of: owner) }

    func session(_ id: String, of owner: String) throws -> SessionSummary { try self.base.session(id, of: owner) }

    func sessions(of owner: String) -> [SessionSummary] { self.base.sessions(of: owner) }

    private func count(_ result: ExecutionResult) {
        let labels = [("outcome", result.outcome.rawValue)]
        Counter(label: "assay_executions", dimensions: labels, factory: self.metrics).increment()
        self.record("assay_execution_wall", result.usage.wall)
        self.record("assay_execution_queue", result.usage.queue)
        for (layer, duration) in result.usage.layers {
            self.record("assay_layer", duration, [("layer", layer)])
        }
    }

    private func record(_ label: String, _ duration: Duration, _ labels: [(String, String)] = []) {
        Metrics.Timer(label: label, dimensions: labels, factory: self.metrics).recordNanoseconds(duration.nanoseconds)
    }
}
