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
            model: ModelConfiguration(
                vocabularySize: 0, hiddenSize: 32, intermediateSize: 48, layerCount: 1, headCount: 2,
                keyValueHeadCount: 1, maximumPositions: 256),
            learner: settings(3e-3), curriculum: DemonstrationCurriculum(seed: 1, stepCount: 4, batchSize: 3))
        (start.vocabularySize, start.tokenizerProblems) = (320, 50)
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

    @Test("A checkpoint that was being written when the process ended is none")
    func torn() throws {
        defer { try? FileManager.default.removeItem(atPath: self.folder) }
        try FileManager.default.createDirectory(
            atPath: "\(self.folder)/global_step_9.partial/actor", withIntermediateDirectories: true)
        #expect(try CheckpointFolder(self.folder).latest(limits: TrainingGuard.Limits()) == nil)
    }
}
