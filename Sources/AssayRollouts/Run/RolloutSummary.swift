import AssayAnswers
package import AssayJSON

/// What is told of a run's trajectories at its end.
package struct RolloutSummary: Sendable, Equatable {
    package private(set) var report = DetectorReport()
    /// Trajectories with a reward.
    package private(set) var scored = 0
    package private(set) var correct = 0
    /// Trajectories that call a tool.
    package private(set) var calling = 0
    package private(set) var stops: [StopReason: Int] = [:]
    /// Why the first masked one is.
    package private(set) var firstFailure: String?
    private var totalReward = 0.0

    package init(_ trajectories: [Trajectory] = []) {
        for trajectory in trajectories { self.add(trajectory) }
    }

    package mutating func add(_ trajectory: Trajectory) {
        self.report.add(trajectory, findings: TrajectoryDetector().findings(in: trajectory))
        self.calling += trajectory.calls.isEmpty ? 0 : 1
        self.stops[trajectory.stopReason, default: 0] += 1
        if trajectory.isMasked, self.firstFailure == nil { self.firstFailure = trajectory.failure }
        guard let reward = trajectory.reward else { return }
        self.scored += 1
        self.correct += reward.isCorrect ? 1 : 0
        self.totalReward += reward.score
    }

    /// Nil where nothing is scored.
    package var meanReward: Double? { self.scored > 0 ? self.totalReward / Double(self.scored) : nil }

    /// The share of those scored whose final answer is right.
    package var accuracy: Double? { self.scored > 0 ? Double(self.correct) / Double(self.scored) : nil }

    /// The share of trajectories that call a tool.
    package var toolCallRate: Double? { self.perTrajectory(self.calling) }

    /// The assistant's turns of a trajectory.
    package var meanTurns: Double? { self.perTrajectory(self.report.turns) }

    private func perTrajectory(_ count: Int) -> Double? {
        self.report.trajectories > 0 ? Double(count) / Double(self.report.trajectories) : nil
    }

    /// For a terminal.
    package var text: String {
        var lines = [
            "rollouts   \(Figure.count(self.report.trajectories)), \(Figure.count(self.scored)) of them scored",
            "reward     \(Self.decimal(self.meanReward, 3)) on average",
            "accuracy   \(Figure.percent(self.accuracy)), \(Figure.count(self.correct)) right" + self.interval,
            "tools      \(Figure.percent(self.toolCallRate)) call one; \(Figure.count(self.report.calls)) calls, "
                + "\(Figure.count(self.report.failedCalls)) failed",
            "turns      \(Self.decimal(self.meanTurns, 2)) on average",
            "stopped    "
                + StopReason.allCases.compactMap { reason in
                    self.stops[reason].map { "\(Figure.count($0)) \(reason.rawValue)" }
                }.joined(separator: ", "),
            "masked     \(Figure.count(self.report.masked))",
        ]
        let found = Finding.allCases.filter { self.report.affected[$0] != nil }
        if !found.isEmpty {
            let rows = found.map { finding in
                [
                    finding.rawValue, Figure.count(self.report.occurrences[finding] ?? 0),
                    Figure.percent(self.perTrajectory(self.report.affected[finding] ?? 0)),
                ]
            }
            lines += ["", TextTable(rows: [["found", "times", "rollouts"]] + rows).text]
        }
        return lines.joined(separator: "\n")
    }

    /// For programs; shares are fractions of 1.
    package var json: JSONValue {
        let stops = StopReason.allCases.compactMap { reason in
            self.stops[reason].map { (reason.rawValue, JSONValue.integer($0)) }
        }
        return [
            "rollouts": .integer(self.report.trajectories), "scored": .integer(self.scored),
            "masked": .integer(self.report.masked), "reward": Self.number(self.meanReward),
            "correct": .integer(self.correct), "accuracy": Self.number(self.accuracy),
            "tool_call_rate": Self.number(self.toolCallRate), "turns": Self.number(self.meanTurns),
            "stop_reasons": .object(JSONObject(stops)), "detectors": self.report.json,
        ]
    }

    private var interval: String {
        guard let interval = WilsonInterval(successes: self.correct, trials: self.scored) else { return "" }
        let lower = Figure.decimal(interval.lower * 100, digits: 1)
        return "; 95 % confidence (Wilson): \(lower)–\(Figure.percent(interval.upper))"
    }

    private static func decimal(_ value: Double?, _ digits: Int) -> String {
        value.map { Figure.decimal($0, digits: digits) } ?? "–"
    }

    private static func number(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
}
