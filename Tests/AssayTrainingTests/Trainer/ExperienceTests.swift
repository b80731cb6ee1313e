import AssayModel
import AssayRollouts
import AssayTraining
import Testing

@Suite("Experience")
struct ExperienceTests {
    private func trajectory(
        _ stop: StopReason = .completed, prompt: Int = 0, reward: Double? = 1
    ) throws -> Trajectory {
        var tokens = TokenRecord(prompt: [1, 2, 3])
        tokens.appendGenerated([4, 5], logProbabilities: [-1, -2])
        tokens.appendObservation([6, 7, 8])
        tokens.appendGenerated([9, 10], logProbabilities: [-3, -4])
        tokens.appendObservation([11])
        return Trajectory(
            identity: SampleIdentity(prompt: prompt), prompt: ToyTask.prompt, turns: [Turn(text: "")], stopReason: stop,
            tokens: tokens, reward: reward.map { TrajectoryReward(score: $0, isCorrect: $0 == 1) })
    }

    @Test("Only what the policy wrote is trained on, and the reward sits on the last of it")
    func observations() throws {
        let experience = try #require(Experience(try self.trajectory(prompt: 5)))
        #expect(experience.input.tokens == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
        #expect(experience.input.positions == [3, 4, 8, 9])
        #expect(experience.row.oldLogProbabilities == [-1, -2, -3, -4])
        #expect(experience.row.rewards == [0, 0, 0, 1])
        #expect(experience.row.group == 5)
    }

    @Test("On demand, to show what that does, observations before the last turn are trained on as well")
    func ablation() throws {
        let experience = try #require(Experience(try self.trajectory(), trainsObservations: true))
        #expect(experience.input.positions == [3, 4, 5, 6, 7, 8, 9])
        #expect(experience.row.rewards == [0, 0, 0, 0, 0, 0, 1])
    }

    @Test("Nothing is learned from masked samples, nor from those without a reward or tokens")
    func masked() throws {
        #expect(Experience(try self.trajectory(.toolFailure)) == nil)
        #expect(Experience(try self.trajectory(.policyFailure)) == nil)
        #expect(Experience(try self.trajectory(reward: nil)) == nil)
        var texts = try self.trajectory()
        texts.tokens = nil
        #expect(Experience(texts) == nil)
    }

    @Test("Long responses lose what the penalty says")
    func overlong() throws {
        let penalty = OverlongPenalty(maximumLength: 10, buffer: 4)
        let experience = try #require(Experience(try self.trajectory(reward: 0.5), overlong: penalty))
        #expect(experience.row.score == 0)
    }

    @Test("A masked sample changes no bit of what is learned")
    func gradient() throws {
        let codec = try ToyTask.codec()
        var parameters: [[Float]] = []
        for masked in [[], [try self.trajectory(.toolFailure, prompt: 0, reward: nil)]] {
            let learner = ToyTask.learner(try ToyTask.model(codec), rate: 1e-2)
            let trajectories =
                [try self.trajectory(prompt: 0, reward: 1)] + masked + [
                    try self.trajectory(prompt: 0, reward: 0), try self.trajectory(prompt: 1, reward: 1),
                    try self.trajectory(prompt: 1, reward: 0.2),
                ]
            let batch = trajectories.compactMap { Experience($0) }
            var rows = batch.map(\.row)
            try rows.estimateAdvantages(with: AdvantageEstimator(.groupRelative))
            let learned = zip(batch, rows).map { experience, row in
                var experience = experience
                experience.row = row
                return experience
            }
            var update = PolicyTrainer.Update()
            update.miniBatchPrompts = 1
            let loss = ActorLoss()
            _ = learner.learn("actor", from: learned, update, step: 0, temperature: 1) {
                loss.gradient(of: $0, $1, normaliser: $2)
            }
            parameters.append(learner.model.parameters.values)
        }
        #expect(parameters[0] == parameters[1])
        let fresh = try ToyTask.model(codec).parameters.values
        #expect(parameters[0] != fresh)
    }
}
