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

        /// Nil where one of the two is not known.
        package init?(_ before: Double?, _ after: Double?) {
            guard let before, let after else { return nil }
            self.before = before
            self.after = after
        }
    }

    /// A share by its name, and how it changed; nil where one of the two is not known.
    package typealias Row = (name: String, change: Change?)

    /// The accuracy, then each error class.
    package var rows: [Row] {
        [("accuracy", self.accuracyChange)] + ErrorClass.allCases.map { ($0.rawValue, self.change($0)) }
    }

    /// Nil where one of the two has no scored answer.
    package func change(_ errorClass: ErrorClass) -> Change? {
        Change(self.before.share(errorClass), self.after.share(errorClass))
    }

    package var accuracyChange: Change? { Change(self.before.accuracy, self.after.accuracy) }

    /// For a terminal.
    package var text: String {
        let intervals = [("before", self.before), ("after", self.after)].map { name, tally in
            let range = tally.accuracyInterval.map(Figure.range) ?? "–"
            return "\(name): \(Figure.count(tally.scored)) answers, accuracy within \(range) "
                + "(95 % confidence, Wilson)"
        }
        return ([Self.table(self.rows), ""] + intervals).joined(separator: "\n")
    }

    /// Rows for a terminal.
    package static func table(_ rows: [Row]) -> String {
        let cells = rows.map { name, change in
            guard let change else { return [name, "–", "–", "–", "–"] }
            return [
                name, Figure.percent(change.before), Figure.percent(change.after), Figure.signed(change.points),
                change.relative.map { Figure.signed($0 * 100) + " %" } ?? "–",
            ]
        }
        return TextTable(rows: [["", "before", "after", "points", "relative"]] + cells).text
    }

    /// Rows for programs; shares are fractions of 1.
    package static func json(_ rows: [Row]) -> JSONValue {
        .object(
            JSONObject(
                rows.map { name, change -> (String, JSONValue) in
                    guard let change else { return (name, .null) }
                    return (
                        name,
                        [
                            "before": .number(change.before), "after": .number(change.after),
                            "points": .number(change.points), "relative": .optional(change.relative),
                        ]
                    )
                }))
    }

    /// For programs; shares are fractions of 1.
    package var json: JSONValue {
        [
            "before": Summary(self.before).json, "after": Summary(self.after).json, "changes": Self.json(self.rows),
        ]
    }
}
