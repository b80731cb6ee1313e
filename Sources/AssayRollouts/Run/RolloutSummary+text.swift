import AssayAnswers

extension RolloutSummary {
    /// For a terminal.
    package var text: String {
        let lines = [
            "rollouts   \(Figure.count(self.report.trajectories)), \(Figure.count(self.scored)) of them scored",
            "reward     \(Self.decimal(self.meanReward, 3)) on average",
            "accuracy   \(Figure.percent(self.accuracy)), \(Figure.count(self.correct)) right"
                + Self.confidence(self.groups.accuracyInterval),
            self.best, self.majority,
            "tools      \(Figure.percent(self.toolCallRate)) call one; \(Figure.count(self.report.calls)) calls, "
                + "\(Figure.count(self.report.failedCalls)) failed",
            "turns      \(Self.decimal(self.meanTurns, 2)) on average",
            self.meanTokens.map { "tokens     \(Figure.decimal($0, digits: 0)) on average" },
            "time       \(Self.decimal(self.meanDuration, 2)) s on average",
            "stopped    "
                + StopReason.allCases.compactMap { reason in
                    self.stops[reason].map { "\(Figure.count($0)) \(reason.rawValue)" }
                }.joined(separator: ", "),
            "masked     \(Figure.count(self.report.masked))",
        ]
        let tables = [self.scored > 0 ? Summary(self.tally).classTable : nil, self.findings]
        return ([lines.compactMap(\.self).joined(separator: "\n")] + tables.compactMap(\.self))
            .joined(separator: "\n\n")
    }

    /// Nil where each prompt has one rollout.
    private var best: String? {
        let groups = self.groups
        return Self.line("best@\(groups.width)", groups, groups.oneRight, "a right rollout")
    }

    private var majority: String? {
        let groups = self.groups
        return Self.line("maj@\(groups.width)", groups, groups.majorityRight, "a right majority")
    }

    private static func line(_ name: String, _ groups: SampleGroups, _ count: Int, _ meaning: String) -> String? {
        guard groups.width > 1 else { return nil }
        let prompts = groups.whole.count
        return name.padding(to: 11) + "\(Figure.percent(Double(count) / Double(prompts))) of "
            + "\(Figure.count(prompts)) prompts have \(meaning)"
            + self.confidence(WilsonInterval(successes: count, trials: prompts))
    }

    private var findings: String? {
        let found = Finding.allCases.filter { self.report.affected[$0] != nil }
        guard !found.isEmpty else { return nil }
        let rows = found.map { finding in
            [
                finding.rawValue, Figure.count(self.report.occurrences[finding] ?? 0),
                Figure.percent(self.perTrajectory(self.report.affected[finding] ?? 0)),
            ]
        }
        return TextTable(rows: [["found", "times", "rollouts"]] + rows).text
    }

    private static func confidence(_ interval: WilsonInterval?) -> String {
        interval.map { "; 95 % confidence (Wilson): \(Figure.range($0))" } ?? ""
    }

    private static func decimal(_ value: Double?, _ digits: Int) -> String {
        value.map { Figure.decimal($0, digits: digits) } ?? "–"
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - self.count))
    }
}
