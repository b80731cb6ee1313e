import AssayModel
import AssayRollouts
import AssayScoring
import AssayTraining
import Foundation
import ScriptedPolicies
import Testing

/// What becomes of steps whose numbers are wrong.
@Suite("Divergence")
struct DivergenceTests {
    private func learner(rate: Double = 5e-3) throws -> (Learner, [SequenceInput]) {
        let codec = try ToyTask.codec()
        return (ToyTask.learner(try ToyTask.model(codec), rate: rate), ToyTask.examples(codec))
    }

    @Test(
        "A gradient that is not finite changes nothing, neither parameters nor moments",
        arguments: [Float.nan, .infinity])
    func gradient(slope: Float) throws {
        let (learner, inputs) = try self.learner()
        let before = learner.model.parameters.values
        let update = learner.learn(from: inputs, step: 0) { index, _ in
            OutputGradient(
                logProbabilities: [Float](repeating: slope, count: inputs[index].positions.count))
        }
        #expect(!update.isApplied && !update.norm.isFinite)
        #expect(learner.model.parameters.values == before && learner.optimizer.steps == 0)
    }

    @Test("Nor does a loss that is not finite where its gradient is")
    func loss() throws {
        let (learner, inputs) = try self.learner()
        let before = learner.model.parameters.values
        let batch = try self.batch(inputs)
        let metrics = learner.learn("actor", from: batch, PolicyTrainer.Update(), step: 0, temperature: 1) {
            row, output, normaliser in
            var (gradient, share) = ActorLoss().gradient(of: row, output, normaliser: normaliser)
            share.metrics["actor/pg_loss"] = .nan
            return (gradient, share)
        }
        #expect(metrics["actor/rejected_ratio"] == 1 && metrics["actor/pg_loss"]?.isNaN == true)
        #expect(learner.model.parameters.values == before)
    }

    @Test("A mini-batch with too much divergence is left out, and the others are learned from")
    func divergence() throws {
        let (learner, inputs) = try self.learner()
        var batch = try self.batch(inputs)
        // The second prompt's answers are where the reference never was.
        for index in batch.indices where batch[index].row.group == 1 {
            batch[index].row.referenceLogProbabilities = batch[index].row.oldLogProbabilities.map { $0 - 3 }
        }
        var update = PolicyTrainer.Update()
        update.miniBatchPrompts = 1
        let loss = ActorLoss(divergence: KLLoss(.lowVariance, coefficient: 0.01))
        let metrics = learner.learn(
            "actor", from: batch, update, step: 0, temperature: 1, mostDivergence: 1
        ) { loss.gradient(of: $0, $1, normaliser: $2) }
        #expect(metrics["actor/rejected_ratio"] == 0.5)
        #expect(learner.optimizer.steps == 1)
    }

    private func batch(_ inputs: [SequenceInput]) throws -> [Experience] {
        let model = try ToyTask.model(try ToyTask.codec())
        let outputs = model.evaluate(inputs)
        return try (0..<4).map { index in
            let (input, output) = (inputs[index % 2], outputs[index % 2])
            var tokens = TokenRecord(prompt: Array(input.tokens.prefix(input.positions[0])))
            for (offset, token) in input.tokens.enumerated().dropFirst(input.positions[0]) {
                if let place = input.positions.firstIndex(of: offset) {
                    tokens.appendGenerated([token], logProbabilities: [output.logProbabilities[place]])
                } else {
                    tokens.appendObservation([token])
                }
            }
            let trajectory = Trajectory(
                identity: SampleIdentity(prompt: index / 2), prompt: ToyTask.prompt, turns: [Turn(text: "")],
                stopReason: .completed, tokens: tokens,
                reward: TrajectoryReward(score: Double(index % 2), isCorrect: index % 2 == 1))
            var experience = try #require(Experience(trajectory))
            experience.row.referenceLogProbabilities = experience.row.oldLogProbabilities
            experience.row.advantages = experience.row.mask.map { _ in index % 2 == 1 ? 1 : -1 }
            return experience
        }
    }

    /// A trainer that leaves its reference at its first step, for it learns far too fast.
    private func trainer(_ limits: (inout TrainingGuard.Limits) -> Void) throws -> PolicyTrainer {
        let codec = try ToyTask.codec()
        let actor = ToyTask.learner(try ToyTask.imitator(codec).model, rate: 3e-2)
        var settings = try ToyTask.settings()
        settings.promptCount = 2
        settings.actorLoss.divergence = KLLoss(.lowVariance, coefficient: 0)
        limits(&settings.limits)
        return PolicyTrainer(
            settings, actor: actor, reference: try actor.model.copy(),
            policy: EmbeddedPolicy(actor.model, codec: codec), prompts: ToyTask.Prompts())
    }

    @Test("Steps of a policy that has left its reference are not made, and after some of them the run is told to stop")
    func steps() async throws {
        let trainer = try self.trainer {
            $0.divergence = 1e-4
            $0.rejectedSteps = 2
        }
        // As long as it is its own reference, there is nothing between them.
        #expect(try await trainer.advance().fault == nil)
        let moved = trainer.actor.model.parameters.values
        let second = try await trainer.advance()
        #expect(second.metrics["actor/rejected_ratio"] == 1)
        #expect(second.fault == nil)
        let third = try await trainer.advance()
        let message = third.fault?.message
        #expect(message?.contains("lower the learning rate") == true)
        #expect(trainer.actor.model.parameters.values == moved && trainer.step == 3)
    }

    @Test("A divergence that is part of the reward counts as well")
    func rewardDivergence() async throws {
        let codec = try ToyTask.codec()
        let actor = ToyTask.learner(try ToyTask.imitator(codec, steps: 30).model, rate: 1e-3)
        var settings = try ToyTask.settings()
        settings.promptCount = 2
        settings.penalty = KLReward(controller: KLController(.fixed, coefficient: 0.1))
        settings.limits.divergence = 0.05
        let trainer = PolicyTrainer(
            settings, actor: actor, reference: try ToyTask.model(codec),
            policy: EmbeddedPolicy(actor.model, codec: codec), prompts: ToyTask.Prompts())
        let before = actor.model.parameters.values
        #expect(try await trainer.advance().metrics["actor/rejected_ratio"] == 1)
        #expect(actor.model.parameters.values == before)
    }

    @Test("Demonstrations that come to no number end the run instead of repeating the step for ever")
    func demonstrations() async throws {
        let folder = try ScratchFolder()
        let codec = try ToyTask.codec()
        let broken = ToyTask.learner(try ToyTask.model(codec, positions: 512), rate: 1e-3)
        broken.model.parameters.elements[0] = .nan
        try ModelFolder(folder.file("broken")).write(broken, codec: codec)
        let start = TrainingPlan.WarmStart(
            .folder(folder.file("broken")), learner: broken.settings,
            curriculum: DemonstrationCurriculum(seed: 0, stepCount: 2, batchSize: 4))
        let plan = TrainingPlan(
            seed: 0, origin: .demonstrations(start), policy: try ToyTask.settings(), actor: broken.settings,
            needsReference: false, stepCount: 1, prompts: ToyTask.Prompts())
        let error = await #expect(throws: TrainingError.self) {
            _ = try await TrainingRun(
                plan, directory: folder.file("run"), observer: TrainingObservers([])
            ).run()
        }
        #expect(error?.code == .diverged && error?.message.contains("assay.warm_start.optim.lr") == true)
    }
}
