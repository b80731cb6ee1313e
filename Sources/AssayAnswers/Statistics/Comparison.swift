package import AssayJSON
package import AssayRewards

/// Two results side by side, as the seed tells what training did: the share of each error class before and after.
package struct Comparison: Sendable {
    package let before: Tally
    package let after: Tally

    package init(before: Tally, after: Tally) {
        self.before = before
        self.after = after
    }

    /// How a share changed.
    package struct Change: Sendable, Equatable {
        package var before: Double
        package var after: Double
        /// In percentage points; negative where it fell.
        package var points: Double { (self.after - self.before) * 100 }
        /// Of the share before; nil where that was nothing.
        package var relative: Double? { self.before > 0 ? (self.after - self.before) / self.before : nil }
    }

    /// Nil where one of the two has no scored answer.
    package func change(_ errorClass: ErrorClass) -> Change? {
        Self.change(self.before.share(errorClass), self.after.share(errorClass))
    }

    package var accuracyChange: Change? { Self.change(self.before.accuracy, self.after.accuracy) }

    private static func change(_ before: Double?, _ after: Double?) -> Change? {
        guard let before, let after else { return nil }
        return Change(before: before, after: after)
    }

    /// For a terminal.
    package var text: String {
        let classes = ErrorClass.allCases.map { Self.row($0.rawValue, self.change($0)) }
        let table = TextTable(
            rows: [["", "before", "after", "points", "relative"]]
                + [Self.row("accuracy", self.accuracyChange)] + classes)
        let intervals = [("before", self.before), ("after", self.after)].map { name, tally in
            let range = tally.accuracyInterval.map(Figure.range) ?? "–"
            return "\(name): \(Figure.count(tally.scored)) answers, accuracy within \(range) "
                + "(95 % confidence, Wilson)"
        }
        return ([table.text, ""] + intervals).joined(separator: "\n")
    }

    private static func row(_ name: String, _ change: Change?) -> [String] {
        guard let change else { return [name, "–", "–", "–", "–"] }
        return [
            name, Figure.percent(change.before), Figure.percent(change.after), Figure.signed(change.points),
            change.relative.map { Figure.signed($0 * 100) + " %" } ?? "–",
        ]
    }

    /// For programs; shares are fractions of 1.
    package var json: JSONValue {
        let changes = [("accuracy", self.accuracyChange)] + ErrorClass.allCases.map { ($0.rawValue, self.change($0)) }
        return [
            "before": Summary(self.before).json, "after": Summary(self.after).json,
            "changes": .object(
                JSONObject(
                    changes.map { name, change -> (String, JSONValue) in
                        guard let change else { return (name, .null) }
                        return (
                            name,
                            [
                                "before": .number(change.before), "after": .number(change.after),
                                "points": .number(change.points), "relative": .optional(change.relative),
                            ]
                        )
                    })),
        ]
    }
}
