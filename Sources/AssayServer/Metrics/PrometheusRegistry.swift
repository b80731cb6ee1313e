package import CoreMetrics
import NIOConcurrencyHelpers

/// A swift-metrics backend that keeps counters, gauges and histograms in memory and writes them as Prometheus's text
/// format 0.0.4.
///
/// Names are made to fit: characters that Prometheus does not allow become `_`, counters end in `_total`, timers in
/// `_seconds`. A family holds at most 500 series; what exceeds them is counted nowhere, so that a label with too many
/// values costs its own metric and no memory.
package final class PrometheusRegistry: MetricsFactory, Sendable {
    private static let maximumSeries = 500

    private let families = NIOLockedValueBox<[String: MetricFamily]>([:])

    /// Creates an empty registry.
    package init() {}

    /// Every metric in the text format, families by name.
    package var text: String {
        let families = self.families.withLockedValue { Array($0.values) }
        var text = ""
        for family in families.sorted(by: { $0.name < $1.name }) { family.write(to: &text) }
        return text
    }

    /// Makes or finds a counter.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        self.counter(label, dimensions)
    }

    /// Makes or finds a counter of fractions.
    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        self.counter(label, dimensions)
    }

    /// Makes or finds a gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        self.gauge(label, dimensions)
    }

    /// Makes or finds a histogram, or a gauge of the last value where `aggregate` is false.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return self.gauge(label, dimensions) }
        return self.histogram(MetricName.metric(label), dimensions, bounds: HistogramMetric.plainBounds)
    }

    /// Makes or finds a histogram of seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let name = Self.name(label, endingIn: "_seconds")
        return self.histogram(name, dimensions, bounds: HistogramMetric.secondBounds)
    }

    /// Keeps the metric: a scrape must see what was counted, whoever counted it.
    package func destroyCounter(_ handler: any CounterHandler) {}

    /// Keeps the metric.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}

    /// Keeps the metric.
    package func destroyMeter(_ handler: any MeterHandler) {}

    /// Keeps the metric.
    package func destroyRecorder(_ handler: any RecorderHandler) {}

    /// Keeps the metric.
    package func destroyTimer(_ handler: any TimerHandler) {}
}

extension PrometheusRegistry {
    private static func name(_ label: String, endingIn suffix: String) -> String {
        let name = MetricName.metric(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> CounterMetric {
        let name = Self.name(label, endingIn: "_total")
        guard
            case .counter(let counter) = self.series(
                name, .counter, dimensions, make: { .counter(CounterMetric()) })
        else { return CounterMetric() }
        return counter
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeMetric {
        guard
            case .gauge(let gauge) = self.series(
                MetricName.metric(label), .gauge, dimensions, make: { .gauge(GaugeMetric()) })
        else { return GaugeMetric() }
        return gauge
    }

    private func histogram(_ name: String, _ dimensions: [(String, String)], bounds: [Double]) -> HistogramMetric {
        guard
            case .histogram(let histogram) = self.series(
                name, .histogram, dimensions, make: { .histogram(HistogramMetric(bounds: bounds)) })
        else { return HistogramMetric(bounds: bounds) }
        return histogram
    }

    /// The series of a name and labels; nil where the name belongs to another kind or its family is full.
    private func series(
        _ name: String, _ kind: MetricFamily.Kind, _ dimensions: [(String, String)], make: () -> MetricFamily.Series
    ) -> MetricFamily.Series? {
        let labels = dimensions.map { "\(MetricName.label($0.0))=\"\(MetricName.escape($0.1))\"" }
        let key = labels.sorted().joined(separator: ",")
        return self.families.withLockedValue { families in
            let family = families[name]
            guard family?.kind ?? kind == kind else { return nil }
            if let series = family?.series[key] { return series }
            guard family?.series.count ?? 0 < Self.maximumSeries else { return nil }
            let series = make()
            families[name, default: MetricFamily(name: name, kind: kind)].series[key] = series
            return series
        }
    }
}
