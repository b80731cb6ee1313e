package import AssayAnswers
import AssayClient
package import AssayOutcome
import AssayRewards

/// What is told of a run's trajectories at its end.
package struct RolloutSummary: Sendable, Equatable {
    package private(set) var report = DetectorReport()
    /// Rewards, right answers and error classes of those that are scored.
    package private(set) var tally = Tally()
    /// Trajectories that call a tool.
    package private(set) var calling = 0
    package private(set) var stops: [StopReason: Int] = [:]
    /// How calls ended.
    package private(set) var outcomes: [Outcome: Int] = [:]
    /// Trajectories by how many turns the assistant has.
    package private(set) var lengths: [Int: Int] = [:]
    /// What the policy wrote, where it tells.
    package private(set) var tokens = 0
    /// The sum over trajectories: more than a run takes whose rollouts overlap.
    package private(set) var duration: Duration = .zero
    /// Why the first masked one is.
    package private(set) var firstFailure: String?
    private var samples: [SampleIdentity: SampleGroups.Sample] = [:]
    /// What prompts say, to know them again in another run.
    private var prompts: [SampleIdentity: String] = [:]

    package init(_ trajectories: [Trajectory] = []) {
        for trajectory in trajectories { self.add(trajectory) }
    }

    package mutating func add(_ trajectory: Trajectory) {
        self.report.add(trajectory, findings: TrajectoryDetector().findings(in: trajectory))
        self.calling += trajectory.calls.isEmpty ? 0 : 1
        self.stops[trajectory.stopReason, default: 0] += 1
        for call in trajectory.calls { self.outcomes[call.outcome, default: 0] += 1 }
        self.lengths[trajectory.turns.count, default: 0] += 1
        self.tokens += trajectory.turns.reduce(0) { $0 + $1.tokenCount }
        // As a log has it, so that a run that goes on tells the same.
        self.duration += .microseconds(Int64((trajectory.duration / .microseconds(1)).rounded()))
        if trajectory.isMasked {
            self.tally.add(.masked)
            self.firstFailure = self.firstFailure ?? trajectory.failure
        }
        guard let reward = trajectory.reward else { return }
        self.tally.add(.scored(reward.marks))
        self.prompts[trajectory.identity.ofPrompt] = Transcript.input(trajectory.prompt)
        self.samples[trajectory.identity] = .init(
            score: reward.score, isCorrect: reward.isCorrect, prediction: reward.extracted)
    }

    /// Trajectories with a reward.
    package var scored: Int { self.tally.scored }

    package var correct: Int { self.tally.correct }

    /// Nil where nothing is scored.
    package var meanReward: Double? { self.tally.meanScore }

    /// The share of those scored whose final answer is right.
    package var accuracy: Double? { self.tally.accuracy }

    /// The share of trajectories that call a tool.
    package var toolCallRate: Double? { self.perTrajectory(self.calling) }

    /// The assistant's turns of a trajectory.
    package var meanTurns: Double? { self.perTrajectory(self.report.turns) }

    /// The tokens that the policy wrote in a trajectory; nil where it does not tell.
    package var meanTokens: Double? { self.tokens > 0 ? self.perTrajectory(self.tokens) : nil }

    /// In seconds.
    package var meanDuration: Double? { self.perTrajectory(1).map { self.duration / .seconds(1) * $0 } }

    /// Those scored, by prompt.
    package var groups: SampleGroups {
        let prompts = Dictionary(grouping: self.samples) { $0.key.ofPrompt }
        return SampleGroups(
            prompts.sorted { $0.key < $1.key }.map { $0.value.sorted { $0.key < $1.key }.map(\.value) })
    }

    /// The share of right answers to each prompt, by what the prompt says.
    package var accuracies: [String: Double] {
        let prompts = Dictionary(grouping: self.samples) { self.prompts[$0.key.ofPrompt] ?? "" }
        return prompts.mapValues { samples in
            Double(samples.count { $0.value.isCorrect }) / Double(samples.count)
        }
    }

    package func perTrajectory(_ count: Int) -> Double? {
        self.report.trajectories > 0 ? Double(count) / Double(self.report.trajectories) : nil
    }
}

extension SampleIdentity {
    /// The same of all samples of a prompt.
    fileprivate var ofPrompt: SampleIdentity { SampleIdentity(step: self.step, prompt: self.prompt) }
}

extension TrajectoryReward {
    fileprivate var marks: AnswerOutcome.Marks {
        AnswerOutcome.Marks(
            score: self.score, isCorrect: self.isCorrect, classes: self.classes,
            parts: self.parts.map { [$0.logic, $0.calculation, $0.conclusion] })
    }
}
