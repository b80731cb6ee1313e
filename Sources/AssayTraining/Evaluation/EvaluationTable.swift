import AssayAnswers
import AssayRewards

/// What tests before and after training said, side by side, for a terminal.
package struct EvaluationTable {
    private let before: [EvaluationResult]
    private let after: [EvaluationResult]

    package init(before: [EvaluationResult], after: [EvaluationResult]) {
        self.before = before
        self.after = after
    }

    package var text: String {
        let header = ["problems", "decoding", "n", "before", "95 %", "after", "95 %", "gain"]
        let rows = self.pairs.map { before, after in
            [
                after.split, after.decoding, Figure.count(after.count),
                Figure.percent(before.accuracy), Self.interval(before), Figure.percent(after.accuracy),
                Self.interval(after), Self.gain(before.accuracy, after.accuracy),
            ]
        }
        return [TextTable(rows: [header] + rows).text, "", TextTable(rows: self.conduct).text].joined(separator: "\n")
    }

    /// How answers come about: a row for each measure, before → after, and a column for each set, greedy where it was
    /// tested so.
    private var conduct: [[String]] {
        let pairs = self.pairs.filter { $0.after.temperature == self.pairs.first?.after.temperature }
        let names = pairs.map(\.after.title)
        let measures: [(String, (EvaluationResult) -> String)] =
            [
                ("call a tool", { Figure.percent($0.toolCallRate) }),
                ("turns", { Self.decimal($0.meanTurns, 2) }), ("tokens", { Self.decimal($0.meanTokens, 1) }),
            ]
            + ErrorClass.allCases.map { errorClass in
                ("error: \(errorClass.rawValue)", { Figure.percent($0.share(of: errorClass)) })
            }
        return [["before → after"] + names]
            + measures.map { name, measure in
                [name] + pairs.map { "\(measure($0.before)) → \(measure($0.after))" }
            }
    }

    private var pairs: [(before: EvaluationResult, after: EvaluationResult)] {
        self.after.compactMap { after in
            let before = self.before.first { $0.split == after.split && $0.temperature == after.temperature }
            return before.map { ($0, after) }
        }
    }

    private static func interval(_ result: EvaluationResult) -> String {
        guard let interval = result.interval else { return "–" }
        return "\(Self.decimal(interval.lower * 100, 1))–\(Self.decimal(interval.upper * 100, 1))"
    }

    private static func gain(_ before: Double?, _ after: Double?) -> String {
        guard let before, let after else { return "–" }
        let points = (after - before) * 100
        return (points > 0 ? "+" : "") + Self.decimal(points, 1)
    }

    private static func decimal(_ value: Double?, _ digits: Int) -> String {
        value.map { Figure.decimal($0, digits: digits) } ?? "–"
    }
}
