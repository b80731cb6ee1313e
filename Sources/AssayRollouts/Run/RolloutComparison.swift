package import AssayAnswers
package import AssayJSON
import AssayRewards

/// Two runs side by side, as the seed tells what training did.
package struct RolloutComparison: Sendable {
    package let before: RolloutSummary
    package let after: RolloutSummary

    package init(before: RolloutSummary, after: RolloutSummary) {
        self.before = before
        self.after = after
    }

    /// By how much the accuracy differs; nil where the two have no prompts in common.
    package var difference: PairedDifference? {
        let before = self.before.accuracies
        return PairedDifference(
            self.after.accuracies.sorted { $0.key < $1.key }.compactMap { prompt, accuracy in
                before[prompt].map { accuracy - $0 }
            })
    }

    /// For a terminal.
    package var text: String {
        let measures = self.measures.map { name, digits, before, after in
            [name] + [before, after].map { value in value.map { Figure.decimal($0, digits: digits) } ?? "–" }
        }
        let runs = [("before", self.before), ("after", self.after)].map { name, summary in
            let range = summary.groups.accuracyInterval.map(Figure.range) ?? "–"
            return
                "\(name): \(Figure.count(summary.scored)) rollouts, accuracy within \(range) (95 % confidence, Wilson)"
        }
        let difference = self.difference.map { difference in
            let (mean, lower, upper) = (difference.mean * 100, difference.lower * 100, difference.upper * 100)
            return
                "difference: \(Figure.signed(mean)) points, within \(Figure.signed(lower)) and \(Figure.signed(upper)) "
                + "(95 % confidence, over the \(Figure.count(difference.count)) prompts that both have)"
        }
        let tables = [Comparison.table(self.rows), TextTable(rows: [["", "before", "after"]] + measures).text]
        return (tables + [(runs + [difference].compactMap(\.self)).joined(separator: "\n")]).joined(separator: "\n\n")
    }

    /// For programs; shares are fractions of 1.
    package var json: JSONValue {
        [
            "before": self.before.json, "after": self.after.json, "changes": Comparison.json(self.rows),
            "difference": self.difference.map { difference in
                [
                    "accuracy": .number(difference.mean), "prompts": .integer(difference.count),
                    "interval_95": [.number(difference.lower), .number(difference.upper)],
                ]
            } ?? .null,
        ]
    }

    private var rows: [Comparison.Row] {
        let rows = Comparison(before: self.before.tally, after: self.after.tally).rows
        return rows.prefix(1) + self.several
            + [("tool calls", .init(self.before.toolCallRate, self.after.toolCallRate))] + rows.dropFirst()
    }

    /// What only several rollouts of a prompt tell.
    private var several: [Comparison.Row] {
        let (before, after) = (self.before.groups, self.after.groups)
        guard before.width == after.width, before.width > 1 else { return [] }
        func change(_ count: KeyPath<SampleGroups, Int>) -> Comparison.Change? {
            .init(
                Double(before[keyPath: count]) / Double(before.whole.count),
                Double(after[keyPath: count]) / Double(after.whole.count))
        }
        return [("best@\(after.width)", change(\.oneRight)), ("maj@\(after.width)", change(\.majorityRight))]
    }

    private var measures: [(name: String, digits: Int, before: Double?, after: Double?)] {
        [
            ("reward", 3, self.before.meanReward, self.after.meanReward),
            ("turns", 2, self.before.meanTurns, self.after.meanTurns),
            ("tokens", 0, self.before.meanTokens, self.after.meanTokens),
            ("seconds", 2, self.before.meanDuration, self.after.meanDuration),
        ]
    }
}
