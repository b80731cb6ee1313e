import AssayOutcome
import Foundation
import Logging
import RealWorker
import Testing

@testable import AssaySandbox

/// Starting, replacing and ending workers, through the real worker.
@Suite("Life of the workers", .serialized)
struct LifeTests {
    /// The cgroup folders that one executor keeps; other suites have executors in this process too.
    private func cgroups(_ path: String?) -> [String] {
        guard let path else { return [] }
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.contains("-") }
    }

    private func exists(_ path: String?) -> Bool {
        path.map { FileManager.default.fileExists(atPath: $0) } ?? false
    }

    /// Whether anything is left that a template started: its slots become its children.
    private func isAlive(_ pid: pid_t) -> Bool { kill(pid, 0) == 0 }

    private func children(of pid: pid_t) -> [pid_t] {
        ((try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? "")
            .split(separator: " ").compactMap { pid_t($0) }
    }

    @Test func wornSlotsLeaveNoCgroupBehind() async throws {
        try await RealWorker.withExecutor(configure: { $0.executionsPerSlot = 1 }) { executor in
            for _ in 0..<12 {
                let result = try await executor.execute(ExecutionRequest(code: ""))
                #expect(result.outcome == .ok)
            }
            // The last worn slot is replaced after its answer, however slowly the host does that.
            let end = ContinuousClock.now + .seconds(20)
            while await executor.statistics().pools.first?.idle != 1, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(20))
            }
            let pool = try #require(await executor.statistics().pools.first)
            #expect(pool.slots == 1)
            #expect(pool.idle == 1)
            while self.cgroups(executor.cgroups?.path).count > 2, ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(self.cgroups(executor.cgroups?.path).count <= 2)
        }
    }

    @Test func aSessionKeepsOnlyWhatItUses() async throws {
        try await RealWorker.withExecutor(tiers: [.math]) { executor in
            _ = try await executor.makeSession(SessionRequest(tier: .math))
            let template = try #require(executor.tiers[.math]?.templatePID)
            // The one made in its slot's place included.
            let end = ContinuousClock.now + .seconds(20)
            while await !executor.statistics().pools.allSatisfy({ $0.idle == 1 }), ContinuousClock.now < end {
                try await Task.sleep(for: .milliseconds(20))
            }
            // Those that tried the walls before may still be ending.
            var maps: [String] = []
            var numpyLess: [String] = []
            repeat {
                try await Task.sleep(for: .milliseconds(20))
                maps = self.children(of: template).map {
                    (try? String(contentsOfFile: "/proc/\($0)/maps", encoding: .utf8)) ?? ""
                }
                numpyLess = maps.filter { !$0.contains("numpy") }
            } while numpyLess.count != 1 && ContinuousClock.now < end
            #expect(numpyLess.count == 1)
            if let path = executor.cgroups?.path {
                #expect(self.cgroups(path).count == CgroupTree.perSlot * (maps.count - 1) + 1)
            }
        }
    }

    @Test func firstUseOfAProfileIsNoRestart() async throws {
        try await RealWorker.withExecutor { executor in
            let result = try await executor.execute(ExecutionRequest(code: "true", language: .bash))
            #expect(result.outcome == .ok)
            let statistics = await executor.statistics()
            #expect(statistics.slotRestarts == 0)
        }
    }

    @Test func twoExecutorsOfOneProcessKeepApart() async throws {
        try await RealWorker.withExecutor { first in
            try await RealWorker.withExecutor { second in
                async let small = second.execute(
                    ExecutionRequest(
                        code: "import time\nx = bytearray(90 << 20)\ntime.sleep(0.5)", memoryMegabytes: 128))
                async let large = first.execute(
                    ExecutionRequest(code: "import time\nx = bytearray(300 << 20)\ntime.sleep(0.5)"))
                let outcomes = try await [large.outcome, small.outcome]
                #expect(outcomes == [.ok, .ok])
                if let path = first.cgroups?.path { #expect(path != second.cgroups?.path) }
            }
        }
    }

    @Test func requiredLayerThatIsMissingFailsSoonAndCleanly() async throws {
        var configuration = ExecutorConfiguration()
        configuration.workerPath = RealWorker.path
        configuration.profileDirectory = RealWorker.profiles
        configuration.slotsPerTier = 1
        configuration.tiers = [.bare]
        configuration.require = ["no_such_layer"]
        let executor = try Executor(configuration: configuration, logger: Logger(label: "test"))
        let start = ContinuousClock.now
        await #expect(throws: SandboxError.self) { try await executor.run() }
        #expect(ContinuousClock.now - start < .seconds(3))
        #expect(!self.exists(executor.cgroups?.path))
        // Nobody is kept waiting for an executor that never came up.
        let refused = try await executor.execute(ExecutionRequest(code: "true", language: .bash))
        #expect(refused.outcome == .overloaded)
    }

    @Test func programsThatOutliveTheDrainAreEnded() async throws {
        let start = ContinuousClock.now
        let (path, processes) = try await RealWorker.withExecutor(
            configure: { $0.drainTimeout = .milliseconds(100) }
        ) { executor in
            let running = Task { try await executor.execute(ExecutionRequest(code: "while True: pass")) }
            try await Task.sleep(for: .milliseconds(200))
            _ = running
            let template = try #require(executor.tiers[.bare]?.templatePID)
            return (executor.cgroups?.path, [template] + self.children(of: template))
        }
        #expect(processes.count > 1)
        #expect(processes.allSatisfy { !self.isAlive($0) })
        #expect(ContinuousClock.now - start < .seconds(3))
        #expect(!self.exists(path))
    }

    @Test func cancelledBeforeItStartedEndsAtOnce() async throws {
        try await RealWorker.withExecutor { executor in
            for delay in 0..<40 {
                let start = ContinuousClock.now
                let running = Task {
                    try await executor.execute(
                        ExecutionRequest(code: "while True: pass", timeout: .seconds(2), queueDeadline: .seconds(2)))
                }
                if delay > 0 { try await Task.sleep(for: .microseconds(delay * 10)) }
                running.cancel()
                await #expect(throws: CancellationError.self) { try await running.value }
                #expect(ContinuousClock.now - start < .seconds(1))
            }
        }
    }

    @Test func cancelledWaiterLeavesAtOnce() async throws {
        try await RealWorker.withExecutor { executor in
            let busy = Task {
                try await executor.execute(ExecutionRequest(code: "while True: pass", timeout: .seconds(3)))
            }
            try await Task.sleep(for: .milliseconds(100))
            for _ in 0..<20 {
                let start = ContinuousClock.now
                let waiting = Task { try await executor.execute(ExecutionRequest(code: "")) }
                waiting.cancel()
                await #expect(throws: CancellationError.self) { try await waiting.value }
                #expect(ContinuousClock.now - start < .seconds(1))
            }
            busy.cancel()
            _ = try? await busy.value
        }
    }

    @Test func templateThatDiesIsReplaced() async throws {
        try await RealWorker.withExecutor(configure: { $0.executionsPerSlot = 1 }) { executor in
            kill(try #require(executor.tiers[.bare]?.templatePID), SIGKILL)
            // A worn slot makes the executor ask the dead template for another one.
            for _ in 0..<3 {
                let result = try await executor.execute(ExecutionRequest(code: "print(1)"))
                #expect(result.outcome == .ok)
            }
        }
    }

    @Test func textThatIsNotUnicodeIsStillClaimed() async throws {
        try await RealWorker.withExecutor { executor in
            let result = try await executor.execute(ExecutionRequest(code: "raise ValueError('a\\ud800b')"))
            #expect(result.outcome == .error)
            #expect(result.exception?.type == "ValueError")
        }
    }
}
