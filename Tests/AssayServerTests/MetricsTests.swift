import CoreMetrics
import Metrics
import Testing

@testable import AssayServer

@Suite("Prometheus text")
struct MetricsTests {
    @Test("every kind, to the letter")
    func text() {
        let registry = PrometheusRegistry()
        Counter(label: "jobs.done", dimensions: [("kind", "a\"b\n\\")], factory: registry).increment(by: 2)
        FloatingPointCounter(label: "energy_total", dimensions: [], factory: registry).increment(by: 0.5)
        Gauge(label: "busy", dimensions: [], factory: registry).record(3)
        let meter = Meter(label: "9lives", dimensions: [], factory: registry)
        meter.increment(by: 2)
        meter.decrement(by: 0.5)
        #expect(
            registry.text == """
                # HELP _9lives  9lives
                # TYPE _9lives gauge
                _9lives 1.5
                # HELP busy busy
                # TYPE busy gauge
                busy 3
                # HELP energy_total energy total
                # TYPE energy_total counter
                energy_total 0.5
                # HELP jobs_done_total jobs done total
                # TYPE jobs_done_total counter
                jobs_done_total{kind="a\\"b\\n\\\\"} 2

                """)
    }

    @Test("histograms are cumulative and end in +Inf")
    func histogram() {
        let registry = PrometheusRegistry()
        let timer = Metrics.Timer(label: "wait", dimensions: [("q", "1")], factory: registry)
        timer.recordNanoseconds(2_000_000)
        timer.recordNanoseconds(400_000_000_000)
        let lines = registry.text.split(separator: "\n").map(String.init)
        #expect(lines.contains(#"wait_seconds_bucket{q="1",le="0.001"} 0"#))
        #expect(lines.contains(#"wait_seconds_bucket{q="1",le="0.0025"} 1"#))
        #expect(lines.contains(#"wait_seconds_bucket{q="1",le="300"} 1"#))
        #expect(lines.contains(#"wait_seconds_bucket{q="1",le="+Inf"} 2"#))
        #expect(lines.contains(#"wait_seconds_sum{q="1"} 400.002"#))
        #expect(lines.contains(#"wait_seconds_count{q="1"} 2"#))
        Recorder(label: "size", dimensions: [], aggregate: true, factory: registry).record(50)
        #expect(registry.text.contains("size_bucket{le=\"100\"} 1"))
    }

    @Test("the same name and labels are the same metric, in any order")
    func identity() {
        let registry = PrometheusRegistry()
        Counter(label: "n", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "n", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(registry.text.contains(#"n_total{a="1",b="2"} 2"#))
    }

    @Test("another kind under a known name, and series beyond the bound, are not shown")
    func bounds() {
        let registry = PrometheusRegistry()
        Gauge(label: "x", dimensions: [], factory: registry).record(1)
        Recorder(label: "x", dimensions: [], aggregate: true, factory: registry).record(5)
        #expect(registry.text.contains("# TYPE x gauge\nx 1\n"))
        for index in 0..<600 {
            Counter(label: "many", dimensions: [("i", "\(index)")], factory: registry).increment()
        }
        #expect(registry.text.split(separator: "\n").count { $0.hasPrefix("many_total{") } == 500)
    }
}
