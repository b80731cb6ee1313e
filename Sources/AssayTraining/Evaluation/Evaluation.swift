import AssayRewards
package import AssayRollouts
package import AssayScoring

/// Plays held-out problems, greedily and at the temperature of training.
package struct Evaluation: Sendable {
    /// A set of problems.
    package struct Problems: Sendable {
        package var name: String
        package var prompts: [RolloutPrompt]

        package init(name: String, prompts: [RolloutPrompt]) {
            self.name = name
            self.prompts = prompts
        }
    }

    /// What random numbers are keyed by instead of a step: an evaluation draws the same ones whenever it is made.
    private static let step = -1

    package var sets: [Problems]
    package var temperatures: [Double]
    /// Answers to each prompt where they are drawn; greedy ones would be one.
    package var samples = 1
    package var settings: RolloutSettings
    package var scoring: ScoringDefaults

    /// - Parameters:
    ///   - settings: those of training; the temperature is the evaluation's own.
    ///   - scoring: those of training; answers are scored by their steps, for that tells the classes of errors.
    package init(
        _ sets: [Problems], temperatures: [Double] = [0, 1], settings: RolloutSettings, scoring: ScoringDefaults
    ) {
        self.sets = sets
        self.temperatures = temperatures
        self.settings = settings
        self.scoring = scoring
        self.scoring.reward = .step
    }

    /// - Parameter onResult: told of each set at each temperature as it is done, with its trajectories.
    /// - Throws: ``TrainingError`` where every rollout of a set is masked, and what rollouts throw.
    package func run(
        _ policy: any Policy, onResult: (EvaluationResult, [Trajectory]) async throws -> Void = { _, _ in }
    ) async throws -> [EvaluationResult] {
        let reward = RewardFunction(self.scoring)
        var results: [EvaluationResult] = []
        for temperature in self.temperatures {
            var settings = self.settings
            settings.sampling.temperature = temperature
            let rollout = Rollout(policy: policy, settings: settings)
            for set in self.sets {
                var trajectories = try await rollout.play(
                    Self.items(set, samples: temperature > 0 ? self.samples : 1), schedule: .lockstep)
                var result = EvaluationResult(split: set.name, temperature: temperature)
                for index in trajectories.indices {
                    trajectories[index].reward = try reward.reward(of: trajectories[index])
                    result.add(trajectories[index])
                }
                try SandboxCheck.check(trajectories)
                results.append(result)
                try await onResult(result, trajectories)
            }
        }
        return results
    }

    private static func items(_ set: Problems, samples: Int) -> [Rollout.Item] {
        set.prompts.enumerated().flatMap { index, prompt in
            (0..<samples).map { (SampleIdentity(step: self.step, prompt: index, sample: $0), prompt) }
        }
    }
}
