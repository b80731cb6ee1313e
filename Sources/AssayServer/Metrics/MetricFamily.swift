/// All series of one metric name.
struct MetricFamily: Sendable {
    /// What Prometheus calls a metric's type.
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    /// One series' source.
    enum Series: Sendable {
        case counter(CounterMetric)
        case gauge(GaugeMetric)
        case histogram(HistogramMetric)
    }

    let name: String
    let kind: Kind
    /// By rendered labels, such as `outcome="ok"`.
    var series: [String: Series] = [:]

    /// The family in the text format 0.0.4.
    func write(to text: inout String) {
        text +=
            "# HELP \(self.name) \(self.name.replacing("_", with: " "))\n# TYPE \(self.name) \(self.kind.rawValue)\n"
        for (labels, series) in self.series.sorted(by: { $0.key < $1.key }) {
            switch series {
            case .counter(let counter): self.line(self.name, labels, counter.value, to: &text)
            case .gauge(let gauge): self.line(self.name, labels, gauge.value, to: &text)
            case .histogram(let histogram): self.write(histogram, labels, to: &text)
            }
        }
    }

    private func write(_ histogram: HistogramMetric, _ labels: String, to text: inout String) {
        let snapshot = histogram.snapshot
        var cumulative: UInt64 = 0
        for (index, count) in snapshot.counts.enumerated() {
            cumulative += count
            let bound = index < histogram.bounds.count ? Self.number(histogram.bounds[index]) : "+Inf"
            let separator = labels.isEmpty ? "" : ","
            self.line("\(self.name)_bucket", "\(labels)\(separator)le=\"\(bound)\"", Double(cumulative), to: &text)
        }
        self.line("\(self.name)_sum", labels, snapshot.sum, to: &text)
        self.line("\(self.name)_count", labels, Double(cumulative), to: &text)
    }

    private func line(_ name: String, _ labels: String, _ value: Double, to text: inout String) {
        text += labels.isEmpty ? name : "\(name){\(labels)}"
        text += " \(Self.number(value))\n"
    }

    private static func number(_ value: Double) -> String {
        if let whole = Int64(exactly: value) { return String(whole) }
        if value.isNaN { return "NaN" }
        return value.isInfinite ? (value < 0 ? "-Inf" : "+Inf") : "\(value)"
    }
}
