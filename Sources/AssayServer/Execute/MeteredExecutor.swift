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

    func execute(_ request: ExecutionRequest) async throws -> ExecutionResult {
        let result = try await self.base.execute(request)
        let labels = [("outcome", result.outcome.rawValue)]
        Counter(label: "assay_executions", dimensions: labels, factory: self.metrics).increment()
        self.record("assay_execution_wall", result.usage.wall)
        self.record("assay_execution_queue", result.usage.queue)
        for (layer, duration) in result.usage.layers {
            self.record("assay_layer", duration, [("layer", layer)])
        }
        return result
    }

    private func record(_ label: String, _ duration: Duration, _ labels: [(String, String)] = []) {
        Metrics.Timer(label: label, dimensions: labels, factory: self.metrics).recordNanoseconds(duration.nanoseconds)
    }
}
