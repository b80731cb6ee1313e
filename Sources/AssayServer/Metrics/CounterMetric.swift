import CoreMetrics
import NIOConcurrencyHelpers

/// A sum that only grows, until it is reset.
final class CounterMetric: CounterHandler, FloatingPointCounterHandler, Sendable {
    private let total = NIOLockedValueBox(0.0)

    var value: Double { self.total.withLockedValue { $0 } }

    func increment(by amount: Int64) { self.total.withLockedValue { $0 += Double(amount) } }

    func increment(by amount: Double) {
        guard amount > 0, amount.isFinite else { return }
        self.total.withLockedValue { $0 += amount }
    }

    func reset() { self.total.withLockedValue { $0 = 0 } }
}
