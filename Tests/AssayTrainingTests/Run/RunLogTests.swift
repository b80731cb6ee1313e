import AssayRollouts
import Foundation
import Testing

@testable import AssayTraining

@Suite("A run's folder")
struct RunLogTests {
    private let folder: ScratchFolder
    private let directory: RunDirectory

    init() throws {
        self.folder = try ScratchFolder()
        self.directory = RunDirectory(self.folder.file("run"))
    }

    private func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    private func begin(_ yaml: String, _ overrides: String...) throws -> [String] {
        try self.directory.begin(
            try TrainingConfiguration(yaml: yaml, file: "run.yaml", overrides: overrides), file: yaml)
    }

    @Test("goes on with the run that it has, and with no other")
    func beginning() throws {
        #expect(!self.directory.hasRun)
        #expect(try self.begin("data: {train_batch_size: 8} # mine") == [])
        #expect(self.directory.hasRun)
        #expect(try self.text(self.directory.configuration) == "data: {train_batch_size: 8} # mine")
        #expect(try self.begin("data: {train_batch_size: 8}") == [])
        // Said or not, it is the same; and what has no effect may be anything.
        #expect(try self.begin("data: {train_batch_size: 8, shuffle: true}", "trainer.nnodes=2") == [])
        #expect(try self.text(self.directory.configuration) == "data: {train_batch_size: 8} # mine")
        let error = #expect(throws: TrainingError.self) { try self.begin("data: {train_batch_size: 9}") }
        #expect(error?.code == .directory)
        #expect(error?.message == "it has another run: data.train_batch_size is '8' there, '9' here")
    }

    @Test("goes on for longer, and tells what has changed")
    func lengthening() throws {
        #expect(try self.begin("trainer: {total_training_steps: 120, save_freq: 20}") == [])
        #expect(
            try self.begin("trainer: {total_training_steps: 200, save_freq: 50}") == [
                "trainer.total_training_steps was 120, and is 200", "trainer.save_freq was 20, and is 50",
            ])
        #expect(try self.begin("trainer: {total_training_steps: 200, save_freq: 50}") == [])
        #expect(try self.text(self.directory.configuration).contains("200"))
        // Rates that fall until the end are others then.
        let optimizer = "actor_rollout_ref.actor.optim.lr_scheduler_type=cosine"
        try self.directory.clear()
        #expect(try self.begin("trainer: {total_training_steps: 120}", optimizer) == [])
        let changes = try self.begin("trainer: {total_training_steps: 200}", optimizer)
        #expect(changes.count == 2 && changes[1].contains("learning rate"))
    }

    @Test("knows a run that an earlier version has begun, which kept what its file said alone")
    func earlierVersion() throws {
        try FileManager.default.createDirectory(atPath: self.directory.path, withIntermediateDirectories: true)
        try Data("data:\n  train_batch_size: 8\n".utf8).write(
            to: URL(filePath: self.directory.resolvedConfiguration))
        #expect(try self.begin("data: {train_batch_size: 8}") == [])
        #expect(throws: TrainingError.self) { try self.begin("data: {train_batch_size: 8}", "assay.seed=1") }
    }

    @Test("is cleared of what a run makes alone")
    func clearing() async throws {
        _ = try self.begin("")
        _ = try RunLog(self.directory)
        try Data().write(to: URL(filePath: self.directory.path + "/notes.txt"))
        try self.directory.clear()
        #expect(!self.directory.hasRun)
        let left = try FileManager.default.subpathsOfDirectory(atPath: self.directory.path)
        #expect(Set(left) == ["notes.txt", "logs"])
    }

    @Test("has all that happens, and after a checkpoint happens again")
    func events() async throws {
        _ = try self.begin("")
        try await self.play(RunLog(self.directory), from: 1)
        let metrics = MetricsLog.read(self.directory.metrics)
        #expect(metrics.map(\.phase) == [.supervised, .test, .policy, .policy, .policy, .test])
        #expect(metrics.map(\.step) == [1, 0, 1, 2, 3, 3])
        #expect(metrics.last?["val-core/numbers/acc/mean@1"] == 1)
        #expect(TrajectoryLog.steps(in: self.directory.trajectories) == [1, 2, 3])
        let second = try TrajectoryLog.read(step: 2, in: self.directory.trajectories)
        #expect(second.isComplete && second.isTrained)
        #expect(second.trajectories.map(\.identity.step) == [2])
        let tests = try ValidationLog(directory: self.directory.validation).read()
        #expect(tests.map { $0.map(\.step) } == [[0, 3]])
        #expect(tests.first?.map(\.result.accuracy) == [0, 1])
        #expect(tests.first?.map(\.result.split) == ["numbers", "numbers"])
        let lines = try self.text(self.directory.log).split(separator: "\n").map { $0.drop { $0 != "[" } }
        #expect(lines.contains("[INFO] Step 2 | Actor Loss: 0.500 | Critic Loss: n/a | Reward: 0.500 | KL: 0.010"))
        #expect(lines.contains("[INFO] Learning from rewards: steps 1 to 3"))
        let boards = try FileManager.default.contentsOfDirectory(atPath: self.directory.tensorBoard).sorted()
        #expect(boards == ["rl", "sft"])

        let state = TrainingState(phase: .policy, step: 1)
        let resumed = try RunLog(self.directory, continuing: state)
        #expect(TrajectoryLog.steps(in: self.directory.trajectories) == [1])
        #expect(MetricsLog.read(self.directory.metrics).map(\.step) == [1, 0, 1])
        try await self.play(resumed, from: 2)
        #expect(MetricsLog.read(self.directory.metrics).map(\.values) == metrics.map(\.values))
        let files = try FileManager.default.contentsOfDirectory(atPath: self.directory.tensorBoard + "/rl")
        #expect(files.count == 2)
    }

    private func play(_ log: RunLog, from first: Int) async throws {
        if first == 1 {
            try await log.observe(.imitated(step: 1, metrics: ["train/loss": 1]))
            try await self.test(step: 0, log, answer: "#### 7")
        }
        try await log.observe(.began(.policy, step: first - 1, of: 3))
        for step in first...3 {
            let metrics = [
                "actor/pg_loss": 1 / Double(step), "critic/score/mean": 0.5, "actor/kl_loss": 0.01,
                "actor/ppo_kl": 0.3,
            ]
            try await log.observe(
                .learned(step: step, PolicyTrainer.Outcome(metrics: metrics, trajectories: [self.trajectory("#### 8")]))
            )
        }
        try await self.test(step: 3, log, answer: "#### 8")
    }

    private func test(step: Int, _ log: RunLog, answer: String) async throws {
        let trajectory = self.trajectory(answer)
        var result = EvaluationResult(split: "numbers", temperature: 0)
        result.add(trajectory)
        try await log.observe(.tested(step: step, result, [trajectory]))
    }

    private func trajectory(_ answer: String) -> Trajectory {
        let isRight = answer == "#### 8"
        return Trajectory(
            identity: SampleIdentity(step: -1, prompt: 0),
            prompt: RolloutPrompt(messages: [Message(.user, "3 + 5?")], groundTruth: ["8"]),
            turns: [Turn(text: answer)], stopReason: .completed,
            reward: TrajectoryReward(score: isRight ? 1 : 0, isCorrect: isRight))
    }
}
