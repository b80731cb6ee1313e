package import AssayJSON
import AssayRewards

/// What is told of scored answers at the end.
package struct Summary: Sendable {
    let tally: Tally

    package init(_ tally: Tally) { self.tally = tally }

    /// For a terminal.
    package var text: String {
        (self.lines + ["", self.classTable]).joined(separator: "\n")
    }

    /// How many answers have an error of each class, for a terminal.
    package var classTable: String {
        let classes = TextTable(
            rows: [["class", "answers", "share"]]
                + ErrorClass.allCases.map { errorClass in
                    [
                        errorClass.rawValue,
                        self.tally.looksFor(errorClass) ? Figure.count(self.tally.count(errorClass)) : "–",
                        Figure.percent(self.tally.share(errorClass)),
                    ]
                })
        return self.tally.looksFor(.calculation) ? classes.text : classes.text + "\n\n" + Self.unread
    }

    private static let unread = "Steps were not read: --reward step looks for calculation and logic_jump, too."

    private var lines: [String] {
        let tally = self.tally
        var lines = ["scored     \(Figure.count(tally.scored)) answers"]
        if let accuracy = tally.accuracy, let interval = tally.accuracyInterval {
            lines.append(
                "accuracy   \(Figure.percent(accuracy)), \(Figure.count(tally.correct)) right; "
                    + "95 % confidence (Wilson): \(Figure.range(interval))")
        }
        if let mean = tally.meanScore {
            var line = "score      \(Figure.decimal(mean, digits: 3)) on average"
            if let parts = tally.meanParts {
                let names = zip(["logic", "calculation", "conclusion"], parts)
                line += "; " + names.map { "\($0) \(Figure.decimal($1, digits: 3))" }.joined(separator: ", ")
            }
            lines.append(line)
        }
        if tally.masked > 0 {
            lines.append(
                "masked     \(Figure.count(tally.masked)): a tool run ended by the server's doing, so the score is null"
            )
        }
        if tally.leftOut > 0 {
            let kinds = LineFault.Kind.allCases.filter { tally.count($0) > 0 }
            lines.append(
                "left out   \(Figure.count(tally.leftOut)): "
                    + kinds.map { "\(Figure.count(tally.count($0))) \($0.rawValue)" }.joined(separator: ", "))
        }
        return lines
    }

    /// For programs; shares are fractions of 1.
    package var json: JSONValue {
        let tally = self.tally
        return [
            "scored": .integer(tally.scored), "correct": .integer(tally.correct),
            "accuracy": .optional(tally.accuracy),
            "accuracy_interval_95": tally.accuracyInterval.map { [.number($0.lower), .number($0.upper)] } ?? .null,
            "mean_score": .optional(tally.meanScore),
            "mean_parts": tally.meanParts.map { parts in
                ["logic": .number(parts[0]), "calculation": .number(parts[1]), "conclusion": .number(parts[2])]
            } ?? .null,
            "masked": .integer(tally.masked),
            "left_out": .object(
                JSONObject(
                    LineFault.Kind.allCases.filter { tally.count($0) > 0 }.map {
                        ($0.rawValue, .integer(tally.count($0)))
                    })),
            "classes": self.classes,
        ]
    }

    /// How many answers have an error of each class, for programs.
    package var classes: JSONValue {
        .object(
            JSONObject(
                ErrorClass.allCases.map { errorClass in
                    let count: JSONValue =
                        self.tally.looksFor(errorClass) ? .integer(self.tally.count(errorClass)) : .null
                    return (errorClass.rawValue, ["answers": count, "share": .optional(self.tally.share(errorClass))])
                }))
    }
}

extension JSONValue {
    package static func optional(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
}
