import AssayClient
import AssayJSON
import AssayTools
import Foundation
import ScriptedPolicies
import Synchronization
import Testing

@testable import AssayRollouts

@Suite("Runs")
struct RolloutRunTests {
    private func run(
        _ folder: String, turns: [String] = [Fixture.call, "#### 54"], runner: ScriptedRunner = .printing("6"),
        _ change: (inout RolloutRun) -> Void = { _ in }
    ) throws -> RolloutRun {
        let fixture = try Fixture(turns, runner: runner)
        var run = RolloutRun(
            rollout: Rollout(policy: fixture.policy, settings: fixture.settings), reward: RewardFunction(),
            directory: folder)
        run.origin = JSONObject([("temperature", 1)])
        change(&run)
        return run
    }

    private func rows(_ count: Int) -> [PromptFile.Row] { (0..<count).map { ($0, .rectangle) } }

    private func text(_ folder: String) throws -> String {
        try String(contentsOfFile: "\(folder)/0.jsonl", encoding: .utf8)
    }

    @Test("every sample of every prompt is played, scored and counted")
    func whole() async throws {
        try await LogTests.withFolder { folder in
            var seen: [RolloutRun.Progress] = []
            let summary = try await self.run(folder) { $0.samples = 2 }.run(self.rows(3)) { seen.append($0) }
            #expect(seen.map(\.played) == [1, 2, 3, 4, 5, 6])
            #expect(seen.allSatisfy { $0.total == 6 && $0.new == $0.played })
            #expect(summary.scored == 6)
            #expect(summary.meanReward == 1)
            #expect(summary.accuracy == 1)
            #expect(summary.toolCallRate == 1)
            #expect(summary.meanTurns == 2)
            let step = try TrajectoryLog.read(step: 0, in: folder)
            #expect(step.isComplete)
            #expect(step.trajectories.map(\.identity.prompt) == [0, 0, 1, 1, 2, 2])
            #expect(step.trajectories.allSatisfy { $0.reward?.score == 1 })
            #expect(RolloutSummary(step.trajectories) == summary)
        }
    }

    @Test("a run goes on behind its last whole line")
    func resumes() async throws {
        try await LogTests.withFolder { folder in
            _ = try await self.run(folder).run(self.rows(2))
            let before = try self.text(folder)
            try (before + #"{"input": "torn"#).write(toFile: "\(folder)/0.jsonl", atomically: true, encoding: .utf8)
            var seen: [RolloutRun.Progress] = []
            let summary = try await self.run(folder).run(self.rows(5)) { seen.append($0) }
            #expect(seen.first == RolloutRun.Progress(played: 3, new: 1, total: 5))
            #expect(seen.count == 3)
            #expect(summary.scored == 5)
            #expect(try self.text(folder).hasPrefix(before))
            #expect(try TrajectoryLog.read(step: 0, in: folder).isComplete)
        }
    }

    @Test("what a fault of ours ended is played again")
    func masked() async throws {
        try await LogTests.withFolder { folder in
            let failing = ScriptedRunner { _ in
                throw ClientError(.unreachable, stage: "POST /v1/execute", message: "nobody listens")
            }
            let first = try await self.run(folder, runner: failing).run(self.rows(2))
            #expect((first.scored, first.report.masked) == (0, 2))
            #expect(first.meanReward == nil)
            #expect(first.firstFailure?.contains("nobody listens") == true)
            let second = try await self.run(folder).run(self.rows(2))
            #expect((second.scored, second.report.masked) == (2, 0))
            #expect(try self.text(folder).split(separator: "\n").count == 2)
        }
    }

    @Test("another run's folder is refused, and stays as it is")
    func refuses() async throws {
        try await LogTests.withFolder { folder in
            _ = try await self.run(folder).run(self.rows(2))
            let before = try self.text(folder)
            var others = self.rows(2)
            others[1].prompt.groundTruth = ["55"]
            await #expect(throws: RolloutError.self) { try await self.run(folder).run(others) }
            await #expect(throws: RolloutError.self) { try await self.run(folder).run(self.rows(1)) }
            let error = await #expect(throws: RolloutError.self) {
                try await self.run(folder) { $0.origin = JSONObject([("temperature", 0)]) }.run(self.rows(2))
            }
            #expect(error?.message.hasSuffix("other settings: temperature") == true)
            #expect(try self.text(folder) == before)
            #expect(try TrajectoryLog.read(step: 0, in: folder).isComplete)
            let overwriting = try self.run(folder) { $0.overwrites = true }
            #expect(try await overwriting.run(others).correct == 1)
        }
    }

    @Test("a folder is written to by one run at a time")
    func lock() async throws {
        try await LogTests.withFolder { folder in
            var lock: FolderLock? = try FolderLock(directory: folder)
            let error = await #expect(throws: RolloutError.self) { try await self.run(folder).run(self.rows(1)) }
            #expect(error?.code == .log && error?.description == "\(folder): another run is writing to it")
            #expect(TrajectoryLog.steps(in: folder) == [])
            withExtendedLifetime(lock) {}
            lock = nil
            #expect(try await self.run(folder).run(self.rows(1)).scored == 1)
        }
    }

    @Test("a policy that is gone ends the run, and what was played stays")
    func outage() async throws {
        try await LogTests.withFolder { folder in
            let policy = DyingPolicy(afterAnswers: 3)
            var run = RolloutRun(
                rollout: Rollout(policy: policy, settings: RolloutSettings()), reward: RewardFunction(),
                directory: folder)
            run.concurrency = 1
            let error = await #expect(throws: RolloutError.self) { try await run.run(self.rows(50)) }
            #expect(error?.code == .unreachable)
            #expect(error?.message.contains("4 rollouts in a row could not reach the model: ") == true)
            #expect(policy.requests == 3 + PolicyOutage.most)
            #expect(try !TrajectoryLog.read(step: 0, in: folder).isComplete)
            policy.revive()
            let summary = try await run.run(self.rows(50))
            #expect((summary.scored, summary.report.masked, policy.requests) == (50, 0, 3 + 4 + 47))
        }
    }

    @Test("a policy that is out of reach now and then does not")
    func hiccups() throws {
        var outage = PolicyOutage()
        let ends: [StopReason] = [.policyUnreachable, .policyUnreachable, .policyUnreachable, .policyFailure]
        for reason in ends + ends + ends {
            try outage.note(
                Trajectory(identity: SampleIdentity(prompt: 0), prompt: .rectangle, turns: [], stopReason: reason))
        }
    }

    @Test("a trajectory is shown with all that a person looks for, and nothing that steers a terminal")
    func view() {
        var trajectory = LogTests.trajectory
        trajectory.turns[0].content = "a\u{1B}[2J\u{202E}b"
        let text = TrajectoryView(trajectory).text
        for part in [
            "step 7, prompt 11, sample 2", "── system\nBe brief.", "── user\nThe area?",
            "── assistant (1.500 s, 3 tokens, reward 0.100)\na\u{FFFD}[2J\u{FFFD}b", "── call code_interpreter\n1/0",
            "── tool (error, 0.021 s, CPU 0.005 s)\nExecution failed: ZeroDivisionError",
            "── stderr\nTraceback\n\u{FFFD}é",
            "── call (no name)\n{\n(Expecting \"x\")", "(2 more calls, not run)",
            "── user (score 1.000)\nYour response is correct!", "reward   0.300; answer 54 (right)",
            "parts    logic 0.500, calculation 1.000, conclusion 0.000", "classes  tool, logic_jump", "truth    54",
            "stopped  interaction_done: none", "time     2.345 s",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.contains("\u{1B}"))
        #expect(TrajectoryView(trajectory, isStyled: true).text.contains("\u{1B}[1m── system\u{1B}[0m"))
    }
}

/// A policy whose server goes away after so many answers.
private final class DyingPolicy: Policy {
    private let state: Mutex<(requests: Int, left: Int)>

    init(afterAnswers count: Int) { self.state = Mutex((0, count)) }

    var requests: Int { self.state.withLock { $0.requests } }

    func revive() { self.state.withLock { $0.left = .max } }

    func encode(_: ArraySlice<Message>, tools: [ToolSchema], after: [Int32]) -> [Int32]? { nil }

    func generate(_ requests: [GenerationRequest]) -> [Result<Generation, RolloutError>] {
        requests.map { _ in
            self.state.withLock { state in
                state.requests += 1
                guard state.left > 0 else { return .failure(RolloutError(.unreachable, stage: "x", "nobody listens")) }
                state.left -= 1
                return .success(Generation(text: "#### 54"))
            }
        }
    }
}
