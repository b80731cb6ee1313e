import CoreMetrics
import NIOConcurrencyHelpers

/// How often values fell into each of a row of buckets.
final class HistogramMetric: TimerHandler, RecorderHandler, Sendable {
    /// What was recorded so far.
    struct Snapshot: Sendable {
        /// Counts of values up to each bound, not cumulative; the last is of values above every bound.
        var counts: [UInt64]
        var sum: Double
    }

    /// From a metric's milliseconds to a batch's minutes.
    static let secondBounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
    /// For values of any unit, such as sizes and rewards.
    static let plainBounds = [
        -1, 0, 0.01, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9,
    ]

    let bounds: [Double]
    private let state: NIOLockedValueBox<Snapshot>

    init(bounds: [Double]) {
        self.bounds = bounds
        self.state = NIOLockedValueBox(Snapshot(counts: Array(repeating: 0, count: bounds.count + 1), sum: 0))
    }

    var snapshot: Snapshot { self.state.withLockedValue { $0 } }

    func recordNanoseconds(_ duration: Int64) { self.record(Double(duration) / 1e9) }
    func record(_ value: Int64) { self.record(Double(value)) }

    func record(_ value: Double) {
        guard value.isFinite else { return }
        let bucket = self.bounds.firstIndex { value <= $0 } ?? self.bounds.count
        self.state.withLockedValue {
            $0.counts[bucket] += 1
            $0.sum += value
        }
    }
}
