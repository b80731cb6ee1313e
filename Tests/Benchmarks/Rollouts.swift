import ArgumentParser
import AssayClient
import AssayJSON
import AssayOutcome
import AssayRewards
import AssayRollouts
import AssayScoring
import AssayTools
import Foundation
import ScriptedPolicies

/// Multi-turn rollouts of GSM8K's gold solutions, their annotations played as calls of the code interpreter.
///
/// The policy is a script, so that what is measured is the turn loop, the server and its sandbox. It fails where a
/// trajectory is not played to its end, or its answer is not found right.
struct Rollouts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Plays GSM8K's gold solutions with tool calls.")

    @Option(help: "GSM8K's test.jsonl.")
    var data = "../shared/data/gsm8k/test.jsonl"

    @Option(help: "Rollouts under way at once.")
    var width = 64

    @Option(help: "How many problems; 0 is all.")
    var limit = 0

    @Flag(inversion: .prefixedNo, help: "Whether calls come with the seed's imports, or none.")
    var prelude = true

    @Option(help: "Where trajectories are logged; nowhere without it.")
    var log: String?

    func run() async throws {
        let scripts = try self.scripts()
        let server = try BenchServer()
        defer { server.stop() }
        let client = try ToolClient(url: "http://127.0.0.1:\(server.port)")
        var interpreter = CodeInterpreter.Settings()
        if !self.prelude { interpreter.prelude = nil }
        let settings = RolloutSettings(tools: try Toolbox([CodeInterpreter(runner: client, settings: interpreter)]))
        let policy = ScriptedPolicy { request in
            .success(Generation(text: scripts[request.identity.prompt].turns[request.turn]))
        }
        let batch = scripts.enumerated().map { (SampleIdentity(prompt: $0), $1.prompt) }
        let start = ContinuousClock.now
        let trajectories = try await Rollout(policy: policy, settings: settings)
            .play(batch, schedule: .overlapped(self.width))
        let played = ContinuousClock.now - start
        try await self.report(try self.scored(trajectories), in: played)
    }

    private func scripts() throws -> [GoldScript] {
        guard let data = FileManager.default.contents(atPath: self.data) else {
            throw ValidationError("\(self.data) cannot be read")
        }
        let rows = try data.split(separator: 0x0A).map { try JSONParser.parse(Array($0)) }
        let scripts = rows.compactMap { GoldScript($0) }
        guard scripts.count == rows.count, !scripts.isEmpty else { throw ValidationError("a row is no problem") }
        return self.limit > 0 ? Array(scripts.prefix(self.limit)) : scripts
    }

    private func scored(_ trajectories: [Trajectory]) throws -> [Trajectory] {
        let reward = RewardFunction(ScoringDefaults(reward: .step))
        return try trajectories.map { trajectory in
            var trajectory = trajectory
            trajectory.reward = try reward.reward(of: trajectory)
            return trajectory
        }
    }

    private func report(_ trajectories: [Trajectory], in duration: Duration) async throws {
        let seconds = duration / .seconds(1)
        let calls = trajectories.flatMap(\.calls)
        let times = calls.map { $0.duration / .milliseconds(1) }.sorted()
        let right = trajectories.count { $0.reward?.parts?.conclusion == 1 }
        let mean = trajectories.compactMap { $0.reward?.score }.reduce(0, +) / Double(trajectories.count)
        print(Machine.line)
        print("\(trajectories.count) trajectories, \(calls.count) calls, width \(self.width): \(Self.text(seconds)) s")
        print("\(Self.text(Double(trajectories.count) / seconds)) trajectories/s")
        print("\(Self.text(Double(calls.count) / seconds)) calls/s")
        if !times.isEmpty {
            print(
                "call p50 \(Self.text(times[times.count / 2])) ms, p95 \(Self.text(times[times.count * 95 / 100])) ms")
        }
        print("conclusion 1.0 in \(right) of \(trajectories.count), mean step reward \(mean)")
        let reasons = Dictionary(grouping: trajectories, by: \.stopReason).mapValues(\.count)
        print("ended by " + reasons.map { "\($0.key.rawValue): \($0.value)" }.sorted().joined(separator: ", "))
        print(
            "outcomes "
                + Dictionary(grouping: calls, by: \.outcome).map { "\($0.key.rawValue): \($0.value.count)" }
                .sorted().joined(separator: ", "))
        print(DetectorReport(trajectories).json.text)
        if let log { try await self.write(trajectories, to: log) }
        for trajectory in trajectories where trajectory.reward?.parts?.conclusion != 1 {
            print(
                "not right: prompt \(trajectory.identity.prompt), \(trajectory.stopReason), \(trajectory.failure ?? "")"
            )
        }
        for trajectory in trajectories {
            for call in trajectory.calls where call.outcome != .ok {
                print("failed: prompt \(trajectory.identity.prompt), \(call.code ?? ""): \(call.observation)")
            }
        }
        guard right == trajectories.count else { throw ExitCode(1) }
    }

    private func write(_ trajectories: [Trajectory], to directory: String) async throws {
        let log = TrajectoryLog(directory: directory)
        try await log.begin(step: 0)
        for trajectory in trajectories { try await log.append(trajectory) }
        try await log.complete()
        let read = try TrajectoryLog.read(step: 0, in: directory)
        guard read.isComplete, read.trajectories.count == trajectories.count else { throw ExitCode(1) }
    }

    private static func text(_ number: Double) -> String { String(format: "%.1f", number) }
}
