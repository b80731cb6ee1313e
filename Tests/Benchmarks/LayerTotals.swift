import Foundation

/// How long each layer of isolation took since the server's start, read off its metrics.
struct LayerTotals {
    private var seconds: [String: Double] = [:]
    private var counts: [String: Double] = [:]

    init(port: UInt16) throws {
        let connection = HTTPConnection(port: port)
        defer { connection?.close() }
        let request = Array("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
        guard let text = connection?.exchange(request) else { throw CocoaError(.fileReadUnknown) }
        for line in text.split(separator: "\n") {
            guard let match = line.wholeMatch(of: /assay_layer_seconds_(sum|count)\{layer="([a-z_]+)"\} (.+)/),
                let value = Double(match.output.3)
            else { continue }
            if match.output.1 == "sum" {
                self.seconds[String(match.output.2)] = value
            } else {
                self.counts[String(match.output.2)] = value
            }
        }
    }

    /// Mean of each layer's executions between the two readings, milliseconds.
    func means(since before: LayerTotals) -> [String: Double] {
        var means: [String: Double] = [:]
        for (layer, count) in self.counts {
            let runs = count - before.counts[layer, default: 0]
            let seconds = self.seconds[layer, default: 0] - before.seconds[layer, default: 0]
            if runs > 0 { means[layer] = seconds / runs * 1000 }
        }
        return means
    }
}
