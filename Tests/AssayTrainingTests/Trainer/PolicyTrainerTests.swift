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
        var last = first
        // It takes about ten steps; a policy that does not get there fails the test as before.
        while trainer.step < 24,
            (last.metrics["critic/score/mean"] ?? 0) <= 0.95 || (last.metrics["rollout/tool_call_rate"] ?? 0) <= 0.95
        {
            last = try await trainer.advance()
        }
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

    @Test("ReMax compares with a greedy answer to the same prompt")
    func greedyBaseline() async throws {
        let codec = try ToyTask.codec()
        let actor = ToyTask.learner(try ToyTask.imitator(codec).model, rate: 1e-3)
        var settings = try ToyTask.settings()
        (settings.promptCount, settings.sampleCount) = (2, 4)
        settings.estimator = AdvantageEstimator(.reMax)
        let outcome = try await self.trainer(settings, actor: actor, codec).advance()
        #expect(outcome.trajectories.count == 8)
        // The only other thing that an advantage can be is a reward less that of the greedy answer, 0 or 1.
        let (mean, greatest) = (
            try #require(outcome.metrics["critic/rewards/mean"]), try #require(outcome.metrics["critic/advantages/max"])
        )
        let least = try #require(outcome.metrics["critic/advantages/min"])
        #expect(0 < mean && mean < 1 && greatest - least == 1 && [0, 1].contains(greatest))
    }

    @Test("Prompts whose answers are all alike are left out, and others played in their place")
    func filteredGroups() async throws {
        let codec = try ToyTask.codec()
        let actor = ToyTask.learner(try ToyTask.imitator(codec).model, rate: 1e-5)
        var settings = try ToyTask.settings()
        // Two answers are alike about half the time.
        (settings.promptCount, settings.sampleCount, settings.filter) = (3, 2, GroupFilter())
        let trainer = self.trainer(settings, actor: actor, codec)
        var rounds = 0
        for _ in 0..<3 {
            let outcome = try await trainer.advance()
            let count = Int(try #require(outcome.metrics["train/num_gen_batches"]))
            rounds += count
            #expect(outcome.trajectories.count == count * 6 && trainer.nextPrompt == rounds * 3)
            // What is learned from has as many right answers as wrong ones.
            #expect(outcome.metrics["critic/rewards/mean"] == 0.5)
        }
        #expect(rounds > 3)
        // Where that is told, a run that goes on goes on there.
        let again = self.trainer(settings, actor: actor, codec)
        again.resume(trainer.state)
        #expect(again.nextPrompt == trainer.nextPrompt && again.step == 3)
    }

    @Test("Where too few prompts have answers of different worth, the run stops and says so")
    func filteredInVain() async throws {
        let codec = try ToyTask.codec()
        let actor = ToyTask.learner(try ToyTask.imitator(codec, steps: 20).model, rate: 1e-3)
        var settings = try ToyTask.settings(ScriptedRunner.printing("8"))
        settings.rollout.sampling.temperature = 0.01
        (settings.promptCount, settings.sampleCount) = (2, 2)
        settings.filter = GroupFilter(mostRounds: 2)
        let trainer = self.trainer(settings, actor: actor, codec)
        let error = await #expect(throws: TrainingError.self) { _ = try await trainer.advance() }
        #expect(error?.code == .diverged && error?.message.contains("max_num_gen_batches") == true)
        #expect(trainer.step == 0 && trainer.nextPrompt == 0)
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
