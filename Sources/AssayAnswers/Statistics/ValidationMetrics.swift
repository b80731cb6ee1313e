package import AssayJSON
import AssayRandom
import Glibc

/// verl's validation metrics, to the last bits: `mean@N`, `std@N`, and for n = 2, 4, … N `best@n`, `worst@n` and `maj@n`,
/// of which a prompt's are means over draws of n of its answers.
///
/// Source: verl 0.9.1, `process_validation_metrics`: 1,000 draws with replacement, begun at seed 42 for each prompt anew;
/// standard deviations of the population; means over prompts.
package struct ValidationMetrics: Sendable {
    private static let draws = 1000
    private static let seed: UInt32 = 42

    /// In the order in which they are written.
    package let values: [(name: String, value: Double)]

    /// - Parameter value: what is measured of an answer: its score, or 1 where it is right.
    package init(_ groups: SampleGroups, of value: (SampleGroups.Sample) -> Double) {
        var names: [String] = []
        var sums: [String: (sum: Double, prompts: Int)] = [:]
        var drawn: [Int: [Draw]] = [:]
        for group in groups.groups {
            let draws = drawn[group.count] ?? Self.sizes(group.count).map { Draw(of: $0, from: group.count) }
            drawn[group.count] = draws
            let values = group.map { (value: value($0), prediction: $0.prediction) }
            for (name, metric) in Self.metrics(values, draws) {
                if sums[name] == nil { names.append(name) }
                sums[name, default: (0, 0)].sum += metric
                sums[name, default: (0, 0)].prompts += 1
            }
        }
        self.values = names.compactMap { name in sums[name].map { (name, $0.sum / Double($0.prompts)) } }
    }

    package var json: JSONValue { .object(JSONObject(self.values.map { ($0.name, .number($0.value)) })) }

    /// 2, 4, 8, … and the number of answers itself.
    private static func sizes(_ count: Int) -> [Int] {
        guard count > 1 else { return [] }
        return Array(sequence(first: 2) { $0 * 2 }.prefix { $0 < count }) + [count]
    }

    private static func metrics(
        _ values: [(value: Double, prediction: String?)], _ draws: [Draw]
    ) -> [(name: String, value: Double)] {
        let all = Moments(values.map(\.value))
        var metrics = [("mean@\(values.count)", all.mean)]
        if values.count > 1 { metrics.append(("std@\(values.count)", all.deviation)) }
        for draw in draws {
            let drawn = draw.indices.map { $0.map { values[$0] } }
            let kinds = [
                ("best", drawn.map { $0.map(\.value).max() ?? 0 }), ("worst", drawn.map { $0.map(\.value).min() ?? 0 }),
                ("maj", drawn.map { SampleGroups.majority($0, \.prediction)?.value ?? 0 }),
            ]
            for (name, results) in kinds {
                let moments = Moments(results)
                metrics.append(("\(name)@\(draw.size)/mean", moments.mean))
                metrics.append(("\(name)@\(draw.size)/std", moments.deviation))
            }
        }
        return metrics
    }

    /// Which answers are drawn: the same of every prompt with as many.
    private struct Draw {
        let size: Int
        let indices: [[Int]]

        init(of size: Int, from count: Int) {
            var generator = MersenneTwister(seed: ValidationMetrics.seed)
            self.size = size
            self.indices = (0..<ValidationMetrics.draws).map { _ in
                (0..<size).map { _ in generator.index(below: count) }
            }
        }
    }

    private struct Moments {
        let mean: Double
        let deviation: Double

        init(_ values: [Double]) {
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            self.mean = mean
            self.deviation = sqrt(squares / Double(values.count))
        }
    }
}
