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
    /// Rollouts that were scored.
    package private(set) var count = 0
    /// Rollouts that were not, for the end was not the policy's doing.
    package private(set) var masked = 0
    package private(set) var correct = 0
    /// How many rollouts have each of the scorer's error classes, by step scoring.
    package private(set) var classes: [ErrorClass: Int] = [:]
    /// Rollouts that call a tool.
    package private(set) var calling = 0
    /// Calls of a tool, and those that failed.
    package private(set) var calls = 0
    package private(set) var failedCalls = 0
    /// The scored answers to each prompt.
    private var samples: [Int: [SampleGroups.Sample]] = [:]
    private var turns = 0
    private var tokens = 0

    package init(split: String, temperature: Double) {
        self.split = split
        self.temperature = temperature
    }

    package mutating func add(_ trajectory: Trajectory) {
        guard !trajectory.isMasked, let reward = trajectory.reward else {
            self.masked += 1
            return
        }
        self.count += 1
        self.samples[trajectory.identity.prompt, default: []].append(
            SampleGroups.Sample(
                score: reward.score, isCorrect: reward.isCorrect, prediction: reward.extracted))
        self.correct += reward.isCorrect ? 1 : 0
        for errorClass in reward.classes { self.classes[errorClass, default: 0] += 1 }
        self.calling += trajectory.calls.isEmpty ? 0 : 1
        self.calls += trajectory.calls.count
        self.failedCalls += trajectory.calls.count { $0.outcome != .ok }
        self.turns += trajectory.turns.count
        self.tokens += trajectory.tokens?.response.count ?? 0
    }

    /// The share of right final answers; nil where nothing was scored.
    package var accuracy: Double? { self.perRollout(self.correct) }
    /// Where the accuracy lies with 95 % confidence. Several answers to a prompt are not as many trials.
    package var interval: WilsonInterval? {
        self.groups.width > 1
            ? self.groups.accuracyInterval : WilsonInterval(successes: self.correct, trials: self.count)
    }
    /// Those that were scored, by prompt.
    package var groups: SampleGroups { SampleGroups(self.samples.sorted { $0.key < $1.key }.map(\.value)) }
    package var toolCallRate: Double? { self.perRollout(self.calling) }
    /// The assistant's turns of a rollout.
    package var meanTurns: Double? { self.perRollout(self.turns) }
    /// Tokens of a response, observations included.
    package var meanTokens: Double? { self.perRollout(self.tokens) }

    package func share(of errorClass: ErrorClass) -> Double? { self.perRollout(self.classes[errorClass] ?? 0) }

    private func perRollout(_ number: Int) -> Double? { self.count > 0 ? Double(number) / Double(self.count) : nil }

    /// For programs; shares are fractions of 1.
    package var json: JSONValue {
        let classes = ErrorClass.allCases.map { ($0.rawValue, JSONValue.integer(self.classes[$0] ?? 0)) }
        return [
            "split": .string(self.split), "temperature": .number(self.temperature), "count": .integer(self.count),
            "masked": .integer(self.masked), "correct": .integer(self.correct),
            "accuracy": .fraction(self.accuracy), "lower": .fraction(self.interval?.lower),
            "upper": .fraction(self.interval?.upper), "tool_call_rate": .fraction(self.toolCallRate),
            "calls": .integer(self.calls), "failed_calls": .integer(self.failedCalls),
            "turns": .fraction(self.meanTurns), "response_tokens": .fraction(self.meanTokens),
            "classes": .object(JSONObject(classes)),
        ]
    }
}

extension JSONValue {
    fileprivate static func fraction(_ value: Double?) -> JSONValue { value.map(JSONValue.number) ?? .null }
}
