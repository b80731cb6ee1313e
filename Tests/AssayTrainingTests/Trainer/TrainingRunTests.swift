import AssayModel
import AssayRollouts
import AssayTraining
import Foundation
import Synchronization
import Testing

@Suite("Runs of training")
struct TrainingRunTests {
    /// Keeps what a run tells, and ends it as a test wants: after a step by a wish, or in its midst.
    final class Witness: TrainingObserver {
        struct Crash: Error {}

        private let told = Mutex<[String: [String: Double]]>([:])
        private let wish = Atomic(false)
        private let stopsAfter: String?
        private let crashesAfter: String?

        init(stopsAfter: String? = nil, crashesAfter: String? = nil) {
            self.stopsAfter = stopsAfter
            self.crashesAfter = crashesAfter
        }

        /// What each step was like but for what it took.
        var steps: [String: [String: Double]] {
            self.told.withLock { steps in
                steps.mapValues { metrics in
                    metrics.filter { name, _ in !["timing", "perf/", "agent_loop"].contains { name.hasPrefix($0) } }
                }
            }
        }

        var isStopping: Bool { self.wish.load(ordering: .relaxed) }

        func observe(_ event: TrainingEvent) throws {
            let name: String
            switch event {
            case .imitated(let step, let metrics):
                name = "sft \(step)"
                self.told.withLock { $0[name] = metrics }
            case .learned(let step, let outcome):
                name = "rl \(step)"
                self.told.withLock { $0[name] = outcome.metrics }
            case .tested(let step, let result, _):
                name = "test \(step) \(result.title)"
                self.told.withLock { $0[name] = ["correct": Double(result.correct)] }
            case .wentBack(let step, _, let checkpoint):
                name = "back \(step) \(checkpoint)"
                self.told.withLock { $0[name] = [:] }
            case .began, .saved: return
            }
            if name == self.crashesAfter { throw Crash() }
            if name == self.stopsAfter { self.wish.store(true, ordering: .relaxed) }
        }
    }

    private let folder = FileManager.default.temporaryDirectory.appending(path: "run-\(UUID().uuidString)").path

    private func plan() throws -> TrainingPlan {
        let settings = { (rate: Double) in
            Learner.Settings(
                adam: AdamW.Settings(), schedule: LearningRateSchedule(peak: rate, warmupSteps: 2, totalSteps: 4))
        }
        var start = TrainingPlan.WarmStart(
            .made(
                ModelConfiguration(
                    vocabularySize: 0, hiddenSize: 32, intermediateSize: 48, layerCount: 1, headCount: 2,
                    keyValueHeadCount: 1, maximumPositions: 256)),
            learner: settings(3e-3), curriculum: DemonstrationCurriculum(seed: 1, stepCount: 4, batchSize: 3))
        (start.vocabularySize, start.tokenizerProblems, start.saveFrequency) = (320, 50, 2)
        var policy = try ToyTask.settings()
        policy.rollout.limits.maximumResponseTokens = 24
        (policy.promptCount, policy.sampleCount, policy.actor.miniBatchPrompts) = (2, 3, 1)
        policy.estimator = AdvantageEstimator(.generalized)
        policy.penalty = KLReward(controller: KLController(.adaptive, coefficient: 0.1))
        // A policy that knows nothing earns nothing.
        policy.limits.uniformGroups = 1
        var plan = TrainingPlan(
            seed: 1, origin: .demonstrations(start), policy: policy, actor: settings(1e-3),
            critic: settings(1e-3), needsReference: true, stepCount: 4,
            prompts: ProblemSource(seed: 1, split: .train))
        plan.saveFrequency = 2
        plan.evaluation = Evaluation(
            [Evaluation.Problems(name: "toy", prompts: [ToyTask.prompt])], settings: policy.rollout,
            scoring: policy.scoring)
        return plan
    }

    private func run(_ plan: TrainingPlan, _ name: String, _ witness: Witness) async throws -> TrainingRun.Ending {
        let checkpoints = CheckpointFolder("\(self.folder)/\(name)")
        let state = try checkpoints.latest(limits: plan.policy.limits)
        return try await TrainingRun(
            plan, directory: checkpoints.path, observer: witness, isStopping: { witness.isStopping }
        ).run(from: state)
    }

    private func bytes(_ name: String, _ file: String) throws -> Data {
        try Data(contentsOf: URL(filePath: "\(self.folder)/\(name)/global_step_4/\(file)"))
    }

    @Test(
        "A run that was ended or crashed goes on bit for bit",
        arguments: [
            ("sft 1", false), ("sft 3", true), ("rl 1", false), ("rl 2", true), ("rl 3", true),
            ("test 4 toy, greedy", true),
        ])
    func resumes(after step: String, isCrash: Bool) async throws {
        try await self.check(after: step, isCrash: isCrash)
    }

    @Test("So does one that trains adapters")
    func resumesAdapters() async throws { try await self.check(after: "rl 3", isCrash: true, hasAdapters: true) }

    private func check(after step: String, isCrash: Bool, hasAdapters: Bool = false) async throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        var plan = try self.plan()
        if hasAdapters { plan.adapters = LowRankSettings(rank: 2) }
        let whole = Witness()
        let ending = try await self.run(plan, "whole", whole)
        #expect(ending.step == 4 && !ending.isInterrupted)
        let first = isCrash ? Witness(crashesAfter: step) : Witness(stopsAfter: step)
        if isCrash {
            await #expect(throws: Witness.Crash.self) { _ = try await self.run(plan, "parts", first) }
        } else {
            #expect(try await self.run(plan, "parts", first).isInterrupted)
        }
        let second = Witness()
        #expect(try await self.run(plan, "parts", second).step == 4)
        #expect(first.steps.merging(second.steps) { $1 } == whole.steps)
        for (name, metrics) in first.steps { #expect(whole.steps[name] == metrics) }
        for file in [
            "actor/model.safetensors", "actor/optimizer.safetensors", "critic/model.safetensors", "state.json",
        ] {
            #expect(try self.bytes("parts", file) == self.bytes("whole", file), "\(file)")
        }
    }

    @Test("A run that is over goes on for longer, as if it had been longer from the beginning")
    func lengthens() async throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        var plan = try self.plan()
        plan.evaluation = nil
        _ = try await self.run(plan, "whole", Witness())
        plan.stepCount = 2
        _ = try await self.run(plan, "parts", Witness())
        plan.stepCount = 4
        #expect(try await self.run(plan, "parts", Witness()).step == 4)
        for file in ["actor/model.safetensors", "actor/optimizer.safetensors", "state.json"] {
            #expect(try self.bytes("parts", file) == self.bytes("whole", file), "\(file)")
        }
    }

    @Test("A checkpoint of another run is gone on from, and one of the same run gone back to")
    func adopts() async throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        var plan = try self.plan()
        plan.evaluation = nil
        _ = try await self.run(plan, "whole", Witness())
        let (whole, other) = (CheckpointFolder("\(self.folder)/whole"), CheckpointFolder("\(self.folder)/other"))
        let bytes = try self.bytes("whole", "actor/model.safetensors")
        try other.adopt("\(whole.path)/global_step_2")
        #expect(other.latestName == "global_step_2")
        #expect(try await self.run(plan, "other", Witness()).step == 4)
        #expect(try self.bytes("other", "actor/model.safetensors") == bytes)
        // Asked for again, the other run's checkpoint does not undo what came of it.
        try other.adopt("\(whole.path)/global_step_2")
        #expect(other.latestName == "global_step_4")
        try whole.adopt("\(whole.path)/global_step_2/")
        #expect(whole.latestName == "global_step_2")
        #expect(!FileManager.default.fileExists(atPath: "\(whole.path)/global_step_4"))
        #expect(try await self.run(plan, "whole", Witness()).step == 4)
        #expect(try self.bytes("whole", "actor/model.safetensors") == bytes)
        #expect(throws: TrainingError.self) { try other.adopt("\(whole.path)/global_step_3") }
    }

    @Test("The last so many checkpoints are kept")
    func keeps() async throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        var plan = try self.plan()
        (plan.evaluation, plan.saveFrequency, plan.keptCheckpoints) = (nil, 1, 2)
        _ = try await self.run(plan, "run", Witness())
        let names = try FileManager.default.contentsOfDirectory(atPath: "\(self.folder)/run").sorted()
        #expect(names == ["global_step_3", "global_step_4", "latest.txt", "sft_step_4"])
    }

    @Test("A policy that has gone wrong goes back to the last checkpoint, and the run stops if that does not help")
    func goesBack() async throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        var plan = try self.plan()
        (plan.evaluation, plan.saveFrequency, plan.goesBack) = (nil, 1, true)
        // The reference is left at the first step, for the entropy's sake, and no step after it is made.
        plan.policy.penalty = nil
        plan.policy.actor.miniBatchPrompts = plan.policy.promptCount
        plan.policy.actorLoss = ActorLoss(
            entropyCoefficient: 0.1, divergence: KLLoss(.lowVariance, coefficient: 0))
        (plan.policy.limits.divergence, plan.policy.limits.rejectedSteps, plan.stepCount) = (1e-9, 2, 20)
        let witness = Witness()
        let error = await #expect(throws: TrainingError.self) { _ = try await self.run(plan, "run", witness) }
        #expect(error?.code == .diverged && error?.message.contains("the last checkpoint is") == true)
        let back = witness.steps.keys.filter { $0.hasPrefix("back") }
        #expect(back.count == 1, "\(witness.steps.keys.sorted())")
        plan.goesBack = false
        let stern = Witness()
        await #expect(throws: TrainingError.self) { _ = try await self.run(plan, "stern", stern) }
        #expect(!stern.steps.keys.contains { $0.hasPrefix("back") })
    }

    @Test("A model of a folder learns from demonstrations, with adapters, and goes on bit for bit")
    func imitatesFromFolder() async throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        let codec = try ToyTask.codec()
        let model = ToyTask.learner(try ToyTask.model(codec, positions: 512), rate: 1e-3)
        try ModelFolder("\(self.folder)/given").write(model, codec: codec)
        var plan = try self.plan()
        var start = TrainingPlan.WarmStart(
            .folder("\(self.folder)/given"), learner: model.settings,
            curriculum: DemonstrationCurriculum(seed: 1, stepCount: 4, batchSize: 3))
        start.saveFrequency = 2
        (plan.origin, plan.adapters, plan.evaluation, plan.critic) = (
            .demonstrations(start), LowRankSettings(rank: 2), nil, nil
        )
        plan.policy.estimator = AdvantageEstimator(.groupRelative)
        let (whole, first, second) = (Witness(), Witness(crashesAfter: "sft 3"), Witness())
        _ = try await self.run(plan, "whole", whole)
        await #expect(throws: Witness.Crash.self) { _ = try await self.run(plan, "parts", first) }
        _ = try await self.run(plan, "parts", second)
        #expect(first.steps.merging(second.steps) { $1 } == whole.steps && whole.steps["sft 1"] != nil)
        for file in ["actor/model.safetensors", "actor/adapter_model.safetensors", "state.json"] {
            #expect(try self.bytes("parts", file) == self.bytes("whole", file), "\(file)")
        }
        let given = try Data(contentsOf: URL(filePath: "\(self.folder)/given/model.safetensors"))
        let learned = try Data(contentsOf: URL(filePath: "\(self.folder)/whole/sft_step_4/actor/model.safetensors"))
        #expect(given.count == learned.count && given != learned)
    }

    @Test("A checkpoint that was being written when the process ended is none")
    func torn() throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        try FileManager.default.createDirectory(
            atPath: "\(self.folder)/global_step_9.partial/actor", withIntermediateDirectories: true)
        #expect(try CheckpointFolder(self.folder).latest(limits: TrainingGuard.Limits()) == nil)
    }
}
