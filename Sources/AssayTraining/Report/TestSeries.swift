import AssayAnswers
import AssayJSON
import AssayRollouts

/// The tests of one set of problems, answered in one way, from the first to the last.
struct TestSeries: Sendable {
    let tests: [ValidationLog.Test]

    init?(_ tests: [ValidationLog.Test]) {
        guard !tests.isEmpty else { return nil }
        self.tests = tests
    }

    /// Greedy ones first, the sets in the order of the splits.
    static func sorted(_ tests: [[ValidationLog.Test]]) -> [TestSeries] {
        func place(_ series: TestSeries) -> (Double, Int, String) {
            let split = ProblemSplit(rawValue: series.split).flatMap(ProblemSplit.allCases.firstIndex(of:))
            return (series.temperature, split ?? ProblemSplit.allCases.count, series.split)
        }
        return tests.compactMap(TestSeries.init).sorted { place($0) < place($1) }
    }

    var split: String { self.tests[0].result.split }
    var temperature: Double { self.tests[0].result.temperature }
    var before: EvaluationResult { self.tests[0].result }
    var last: EvaluationResult { self.tests[self.tests.count - 1].result }
    /// Nil where there was but one test.
    var after: EvaluationResult? { self.tests.count > 1 ? self.last : nil }

    /// Its line in the table of accuracies.
    var row: JSONValue {
        let after = self.after
        let gain = after?.accuracy.flatMap { after in self.before.accuracy.map { (after - $0) * 100 } }
        return [
            "split": .string(self.split), "decoding": .string(self.before.decoding),
            "count": .string(Figure.count(self.last.count)), "before": Self.cell(self.before),
            "after": after.map(Self.cell) ?? .null,
            "gain": .string(gain.map { ($0 > 0 ? "+" : "") + Figure.decimal($0, digits: 1) } ?? "–"),
        ]
    }

    private static func cell(_ result: EvaluationResult) -> JSONValue {
        [
            "accuracy": .string(Figure.percent(result.accuracy)),
            "interval": .string(result.interval.map(Figure.range) ?? "–"),
            "width": .string(Figure.width(result.accuracy)),
        ]
    }
}
