import AssaySandbox
import Metrics
import NIOConcurrencyHelpers

/// An executor's slots and queue as metrics, read when somebody looks.
struct ExecutorGauges: Sendable {
    let executor: any CodeExecutor
    let metrics: any MetricsFactory
    /// Slot replacements counted so far: the executor tells their sum, a counter takes steps.
    private let restarts = NIOLockedValueBox(0)

    init(executor: any CodeExecutor, metrics: any MetricsFactory) {
        self.executor = executor
        self.metrics = metrics
    }

    func refresh() async {
        let statistics = await self.executor.statistics()
        for pool in statistics.pools {
            let labels = [("tier", pool.tier), ("profile", pool.profile)]
            self.gauge("assay_slots", labels + [("state", "idle")], pool.idle)
            self.gauge("assay_slots", labels + [("state", "busy")], pool.slots - pool.idle)
            self.gauge("assay_queue_length", labels, pool.waiting)
        }
        self.gauge("assay_executions_active", [], statistics.inFlight)
        self.gauge("assay_sessions", [], statistics.sessions)
        let new = self.restarts.withLockedValue { counted in
            defer { counted = max(counted, statistics.slotRestarts) }
            return max(0, statistics.slotRestarts - counted)
        }
        Counter(label: "assay_slot_restarts", dimensions: [], factory: self.metrics).increment(by: new)
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)], _ value: Int) {
        Meter(label: label, dimensions: dimensions, factory: self.metrics).set(value)
    }
}
