import AssayClient
import AssayJSON
import AssayTools
import ScriptedPolicies
import Synchronization
import Testing

@testable import AssayRollouts

@Suite("Batches")
struct BatchTests {
    private let batch: [Rollout.Item] = (0..<6).map { index in
        (SampleIdentity(prompt: index / 2, sample: index % 2), .rectangle)
    }

    /// Rollouts whose number of calls is their prompt's.
    private static let script: ScriptedPolicy.Script = { request in
        .success(Generation(text: request.turn < request.identity.prompt ? Fixture.call : "#### 54"))
    }

    private func rollout(_ policy: any Policy, runner: ScriptedRunner = .printing("6")) throws -> Rollout {
        Rollout(
            policy: policy,
            settings: RolloutSettings(
                limits: .generous, tools: try Toolbox([CodeInterpreter(runner: runner)])))
    }

    @Test("both schedules play the same trajectories", arguments: [Rollout.Schedule.overlapped(2), .lockstep])
    func schedules(schedule: Rollout.Schedule) async throws {
        let rollout = try self.rollout(ScriptedPolicy(codec: ByteCodec(), script: Self.script))
        let told = Mutex<[SampleIdentity]>([])
        let trajectories = try await rollout.play(self.batch, schedule: schedule) { trajectory in
            told.withLock { $0.append(trajectory.identity) }
        }
        #expect(trajectories.map(\.identity) == self.batch.map(\.identity))
        #expect(trajectories.map(\.turns.count) == [1, 1, 2, 2, 3, 3])
        #expect(trajectories.allSatisfy { $0.stopReason == .completed })
        #expect(told.withLock { Set($0) } == Set(self.batch.map(\.identity)))
        #expect(told.withLock { $0.count } == 6)
    }

    @Test("in lockstep every turn is one batch, in order")
    func lockstep() async throws {
        let recorder = RecordingPolicy(ScriptedPolicy(script: Self.script))
        _ = try await self.rollout(recorder).play(self.batch, schedule: .lockstep)
        let identities = self.batch.map(\.identity)
        #expect(
            recorder.batches.withLock { $0 } == [
                identities, Array(identities.dropFirst(2)), Array(identities.dropFirst(4)),
            ])
    }

    @Test("overlapped, one rollout generates while another's tool runs")
    func overlap() async throws {
        let (finished, continuation) = AsyncStream.makeStream(of: Void.self)
        // The first rollout's program ends only after the second rollout has been generated to its end.
        let runner = ScriptedRunner { _ in
            for await _ in finished { break }
            return .ok(stdout: "6")
        }
        let policy = ScriptedPolicy { request in
            if request.identity.prompt == 1 { continuation.yield() }
            return .success(
                Generation(text: request.identity.prompt == 0 && request.turn == 0 ? Fixture.call : "#### 54"))
        }
        let batch: [Rollout.Item] = [(SampleIdentity(prompt: 0), .rectangle), (SampleIdentity(prompt: 1), .rectangle)]
        let trajectories = try await self.rollout(policy, runner: runner).play(batch, schedule: .overlapped(2))
        #expect(trajectories.map(\.turns.count) == [2, 1])
    }

    @Test("one that fails masks itself alone", arguments: [Rollout.Schedule.overlapped(3), .lockstep])
    func oneFails(schedule: Rollout.Schedule) async throws {
        let policy = ScriptedPolicy { request in
            guard request.identity != SampleIdentity(prompt: 1) else {
                return .failure(RolloutError(.policy, stage: "POST", "gone"))
            }
            return try await Self.script(request)
        }
        let trajectories = try await self.rollout(policy).play(self.batch, schedule: schedule)
        #expect(trajectories.map(\.isMasked) == [false, false, true, false, false, false])
    }

    @Test("a prompt that cannot be played ends the batch, and releases what is open")
    func batchFails() async throws {
        var batch = self.batch
        batch[3].prompt.interaction = .init(name: "nobody")
        for schedule in [Rollout.Schedule.overlapped(3), .lockstep] {
            let rollout = try self.rollout(ScriptedPolicy(script: Self.script))
            await #expect(throws: RolloutError.self) { try await rollout.play(batch, schedule: schedule) }
        }
    }
}

/// Notes which requests came together.
final class RecordingPolicy: Policy {
    private let base: ScriptedPolicy
    let batches = Mutex<[[SampleIdentity]]>([])

    init(_ base: ScriptedPolicy) { self.base = base }

    func encode(_ messages: ArraySlice<Message>, tools: [ToolSchema], after tokens: [Int32]) -> [Int32]? {
        self.base.encode(messages, tools: tools, after: tokens)
    }

    func generate(_ requests: [GenerationRequest]) async throws -> [Result<Generation, RolloutError>] {
        self.batches.withLock { $0.append(requests.map(\.identity)) }
        return try await self.base.generate(requests)
    }
}
