import AssayAnswers
package import AssayJSON
import AssayOutcome

extension RolloutSummary {
    /// For programs; shares are fractions of 1, times are in seconds. `validation` has verl's metrics, of rewards and of
    /// right answers.
    package var json: JSONValue {
        let groups = self.groups
        var object = JSONObject([
            ("rollouts", .integer(self.report.trajectories)), ("scored", .integer(self.scored)),
            ("masked", .integer(self.report.masked)), ("reward", .optional(self.meanReward)),
            ("correct", .integer(self.correct)), ("accuracy", .optional(self.accuracy)),
            ("accuracy_interval_95", Self.interval(groups.accuracyInterval)),
        ])
        if groups.width > 1 {
            object.append("best@\(groups.width)", Self.share(groups.oneRight, of: groups.whole.count))
            object.append("maj@\(groups.width)", Self.share(groups.majorityRight, of: groups.whole.count))
        }
        for (name, value) in [
            ("classes", Summary(self.tally).classes), ("tool_call_rate", .optional(self.toolCallRate)),
            ("turns", .optional(self.meanTurns)), ("tokens", .optional(self.meanTokens)),
            ("duration_s", .optional(self.meanDuration)), ("stop_reasons", Self.counts(self.stops)),
            ("outcomes", Self.counts(self.outcomes)),
            (
                "validation",
                [
                    "acc": ValidationMetrics(groups) { $0.isCorrect ? 1 : 0 }.json,
                    "reward": ValidationMetrics(groups, of: \.score).json,
                ]
            ),
            ("detectors", self.report.json),
        ] as [(String, JSONValue)] {
            object.append(name, value)
        }
        return .object(object)
    }

    private static func counts<Key: RawRepresentable<String> & CaseIterable & Hashable>(
        _ counts: [Key: Int]
    ) -> JSONValue {
        .object(JSONObject(Key.allCases.compactMap { key in counts[key].map { (key.rawValue, .integer($0)) } }))
    }

    private static func share(_ count: Int, of prompts: Int) -> JSONValue {
        [
            "prompts": .integer(prompts), "right": .integer(count),
            "interval_95": self.interval(WilsonInterval(successes: count, trials: prompts)),
        ]
    }

    private static func interval(_ interval: WilsonInterval?) -> JSONValue {
        interval.map { [.number($0.lower), .number($0.upper)] } ?? .null
    }
}
