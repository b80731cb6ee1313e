import CoreMetrics
import NIOConcurrencyHelpers

/// A value that goes up and down.
final class GaugeMetric: MeterHandler, RecorderHandler, Sendable {
    private let current = NIOLockedValueBox(0.0)

    var value: Double { self.current.withLockedValue { $0 } }

    func set(_ value: Int64) { self.set(Double(value)) }
    func set(_ value: Double) { self.current.withLockedValue { $0 = value } }
    func increment(by amount: Double) { self.current.withLockedValue { $0 += amount } }
    func decrement(by amount: Double) { self.current.withLockedValue { $0 -= amount } }
    func record(_ value: Int64) { self.set(Double(value)) }
    func record(_ value: Double) { self.set(value) }
}
