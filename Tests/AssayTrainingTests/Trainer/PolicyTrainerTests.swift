import AssayClient
import AssayModel
import AssayOutcome
import AssayRollouts
import AssayScoring
import AssayTraining
import ScriptedPolicies
import Testing

@Suite("Training on rewards")
struct PolicyTrainerTests {
    private func trainer(
        _ settings: PolicyTrainer.Settings, actor: Learner, critic: Learner? = nil, _ codec: ConversationCodec
    ) -> PolicyTrainer {
        PolicyTrainer(
            settings, actor: actor, critic: critic, policy: EmbeddedPolicy(actor.model, codec: codec),
            prompts: ToyTask.Prompts())
    }

    @Test("GRPO finds out that calling the tool pays")
    func groupRelative() async throws {
        let codec = try ToyTask.codec()
        let actor = ToyTask.learner(try ToyTask.imitator(codec).model, rate: 2e-3)
        let trainer = self.trainer(try ToyTask.settings(), actor: actor, codec)
        let first = try await trainer.advance()
        for _ in 0..<22 { _ = try await trainer.advance() }
        let last = try await trainer.advance()
        #expect(0.2...0.8 ~= (try #require(first.metrics["critic/score/mean"])))
        #expect(try #require(last.metrics["critic/score/mean"]) > 0.95)
        #expect(try #require(last.metrics["rollout/tool_call_rate"]) > 0.95)
        #expect(last.fault == nil)
    }

    @Test("PPO finds it out, too, with a critic that learns what to expect")
    func proximal() async throws {
        let codec = try ToyTask.codec()
        let imitator = try ToyTask.imitator(codec)
        let critic = try ToyTask.model(codec, head: .value)
        for entry in imitator.model.parameters.layout.entries {
            _ = try #require(critic.parameters[entry.name]).update(
                fromContentsOf: try #require(imitator.model.parameters[entry.name]))
        }
        var settings = try ToyTask.settings()
        settings.estimator = AdvantageEstimator(.generalized)
        let trainer = self.trainer(
            settings, actor: ToyTask.learner(imitator.model, rate: 2e-3), critic: ToyTask.learner(critic, rate: 2e-3),
            codec)
        let first = try await trainer.advance()
        for _ in 0..<14 { _ = try await trainer.advance() }
        let last = try await trainer.advance()
        #expect(0.2...0.8 ~= (try #require(first.metrics["critic/score/mean"])))
        #expect(try #require(last.metrics["critic/score/mean"]) > 0.95)
        #expect(first.metrics["critic/values/mean"] == 0)
        #expect(try #require(last.metrics["critic/values/mean"]) > 0.5)
        #expect(try #require(last.metrics["critic/vf_loss"]) < (try #require(first.metrics["critic/vf_loss"])))
    }

    @Test("A run repeats bit for bit")
    func repeats() async throws {
        let codec = try ToyTask.codec()
        var runs: [[Float]] = []
        for _ in 0..<2 {
            let actor = ToyTask.learner(try ToyTask.imitator(codec, steps: 20).model, rate: 2e-3)
            let trainer = self.trainer(try ToyTask.settings(), actor: actor, codec)
            for _ in 0..<2 { _ = try await trainer.advance() }
            runs.append(actor.model.parameters.values)
        }
        #expect(runs[0] == runs[1])
    }

    @Test("The log-probabilities of sampling are those of training")
    func logProbabilities() async throws {
        let codec = try ToyTask.codec()
        let actor = try ToyTask.imitator(codec)
        let trajectories = try await Rollout(
            policy: EmbeddedPolicy(actor.model, codec: codec), settings: try ToyTask.settings().rollout
        ).play((0..<8).map { (SampleIdentity(prompt: $0), ToyTask.prompt) }, schedule: .lockstep)
        let inputs = try trajectories.map { trajectory in
            let tokens = try #require(trajectory.tokens)
            return SequenceInput(
                tokens: tokens.all,
                positions: tokens.mask.indices.filter { tokens.mask[$0] == 1 }.map { tokens.prompt.count + $0 })
        }
        for (trajectory, output) in zip(trajectories, actor.model.evaluate(inputs)) {
            let tokens = try #require(trajectory.tokens)
            let sampled = zip(try #require(tokens.logProbabilities), tokens.mask).filter { $0.1 == 1 }.map(\.0)
            #expect(sampled.count == output.logProbabilities.count)
            for (left, right) in zip(sampled, output.logProbabilities) { #expect(abs(left - right) < 1e-4) }
        }
    }

    @Test("Nothing is learned from rollouts that faults of the tools ended")
    func sandboxDown() async throws {
        let codec = try ToyTask.codec()
        let actor = ToyTask.learner(try ToyTask.imitator(codec).model, rate: 2e-3)
        let runner = ScriptedRunner { _ in
            throw ClientError(.unreachable, stage: "POST /v1/execute", message: "refused")
        }
        var settings = try ToyTask.settings(runner)
        // Everyone calls.
        settings.rollout.sampling.temperature = 0.01
        let trainer = self.trainer(settings, actor: actor, codec)
        let before = actor.model.parameters.values
        await #expect(throws: TrainingError.self) { _ = try await trainer.advance() }
        #expect(actor.model.parameters.values == before)
        #expect(trainer.step == 0)
    }
}
