package import AssayAnswers
package import AssayJSON
import AssayOutcome
package import AssayRewards
package import AssayRollouts

/// How well a policy does on one set of held-out problems.
package struct EvaluationResult: Sendable, Equatable {
    /// The name of the set.
    package var split: String
    /// 0 is greedy.
    package var temperature: Double
    /// Rollouts that were not scored, for the end was not the policy's doing.
    package private(set) var masked = 0
    private var scored = RolloutSummary()
    /// Of the responses, observations included.
    private var tokens = 0

    package init(split: String, temperature: Double) {
        self.split = split
        self.temperature = temperature
    }

    package mutating func add(_ trajectory: Trajectory) {
        guard !trajectory.isMasked, trajectory.reward != nil else {
            self.masked += 1
            return
        }
        self.scored.add(trajectory)
        self.tokens += trajectory.tokens?.response.count ?? 0
    }

    /// Rollouts that were scored.
    package var count: Int { self.scored.scored }
    package var correct: Int { self.scored.correct }
    /// The share of right final answers; nil where nothing was scored.
    package var accuracy: Double? { self.scored.accuracy }
    /// Where the accuracy lies with 95 % confidence. Several answers to a prompt are not as many trials.
    package var interval: WilsonInterval? {
        self.groups.width > 1 ? self.groups.accuracyInterval : self.scored.tally.accuracyInterval
    }
    /// Those that were scored, by prompt.
    package var groups: SampleGroups { self.scored.groups }
    package var toolCallRate: Double? { self.scored.toolCallRate }
    /// The assistant's turns of a rollout.
    package var meanTurns: Double? { self.scored.meanTurns }
    /// Tokens of a response, observations included.
    package var meanTokens: Double? { self.scored.perTrajectory(self.tokens) }

    /// The share of rollouts that the scorer finds such an error in, by step scoring.
    package func share(of errorClass: ErrorClass) -> Double? {
        self.scored.tally.share(of: self.scored.tally.count(errorClass))
    }

    /// For programs; shares are fractions of 1.
    package var json: JSONValue {
        let classes = ErrorClass.allCases.map { ($0.rawValue, JSONValue.integer(self.scored.tally.count($0))) }
        return [
            "split": .string(self.split), "temperature": .number(self.temperature), "count": .integer(self.count),
            "masked": .integer(self.masked), "correct": .integer(self.correct),
            "accuracy": .fraction(self.accuracy), "lower": .fraction(self.interval?.lower),
            "upper": .fraction(self.interval?.upper), "tool_call_rate": .fraction(self.toolCallRate),
            "calls": .integer(self.scored.report.calls), "failed_calls": .integer(self.scored.report.failedCalls),
            "turns": .fraction(self.meanTurns), "response_tokens": .fraction(self.meanTokens),
            "classes": .object(JSONObject(classes)),
        ]
    }
}

extension JSONValue {
    fileprivate static func fraction(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
}
