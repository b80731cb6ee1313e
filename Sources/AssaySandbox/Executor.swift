import AssayOutcome
package import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ServiceLifecycle
import WorkerProtocol

/// Runs programs, each once and isolated, in workers that it starts, watches and replaces.
///
/// A long-running service: ``run()`` starts the workers and returns after a graceful shutdown, when every program has
/// ended (bounded by ``ExecutorConfiguration/drainTimeout``) and no process or cgroup of ours is left.
package final class Executor: Service, Sendable {
    let configuration: ExecutorConfiguration
    let profiles: [String: SandboxProfile]
    let logger: Logger
    let group: any EventLoopGroup
    let cgroups: CgroupTree?
    let tiers: [Tier: TierWorkers]
    let sessions: SessionTable
    let pools = NIOLockedValueBox<[SlotPool.Key: SlotPool]>([:])
    let wanted: [Tier: (stream: AsyncStream<Want>, continuation: AsyncStream<Want>.Continuation)]
    let readiness = Readiness()
    let counters = NIOLockedValueBox(Counters())

    /// A slot to be made.
    struct Want {
        var pool: SlotPool
        /// Whether another slot went before it.
        var replaces: Bool
    }

    struct Counters {
        var inFlight = 0
        var restarts = 0
        var outcomes: [Outcome: Int] = [:]
        /// Pools whose last slot could not be made, with the reason, and whether it is not the first in a row.
        var failing: [SlotPool.Key: (reason: String, isLasting: Bool)] = [:]
        /// A shutdown has begun; lost slots are not replaced.
        var ending = false
        /// It is over; nobody would ever serve a new pool.
        var ended = false
    }

    /// Reads the profiles; starts nothing yet.
    /// - Throws: ``ProfileError`` with file, key and reason.
    package init(configuration: ExecutorConfiguration, logger: Logger) throws {
        self.configuration = configuration
        self.logger = logger
        self.sessions = SessionTable(limits: configuration.sessions)
        self.profiles = try ProfileDirectory(path: configuration.resolvedProfileDirectory).profiles()
        let group = MultiThreadedEventLoopGroup.singleton
        self.group = group
        let cgroups = CgroupTree.make()
        self.cgroups = cgroups
        let identifiers = NIOLockedValueBox<UInt32>(0)
        self.tiers = Dictionary(
            uniqueKeysWithValues: Set(configuration.tiers).map { tier in
                (
                    tier,
                    TierWorkers(
                        tier: tier, configuration: configuration, cgroups: cgroups, group: group,
                        slotIdentifiers: identifiers, logger: logger)
                )
            })
        self.wanted = self.tiers.mapValues { _ in
            let (stream, continuation) = AsyncStream.makeStream(of: Want.self)
            return (stream, continuation)
        }
        // There from the start, so that an early request waits in the pool whose slots are being made.
        let profile = try self.profile(for: ExecutionRequest(code: ""))
        for tier in self.tiers.keys {
            let key = SlotPool.Key(tier: tier, profile: profile.name)
            let pool = SlotPool(key: key, profile: profile, capacity: configuration.queueCapacity)
            self.pools.withLockedValue { $0[key] = pool }
        }
    }

    // MARK: Running programs

    /// Runs one program.
    ///
    /// - Returns: what happened, whatever the program did; `overloaded` or `infra_error` where it is our doing.
    /// - Throws: ``ExecutionRefusal`` for a request that cannot be run as asked, `CancellationError` when the task is
    ///   cancelled (the program is then ended).
    ///
    /// - Parameter onOutput: told of output as it comes, on an event loop: it must not wait. What was told cannot be taken
    ///   back, so that a slot's death is then not made up for by a second try.
    package func execute(
        _ request: ExecutionRequest, onOutput: OutputHandler? = nil
    ) async throws -> ExecutionResult {
        let result = try await self.attempt(request, onOutput)
        self.counters.withLockedValue { $0.outcomes[result.outcome, default: 0] += 1 }
        return result
    }

    private func attempt(
        _ request: ExecutionRequest, _ onOutput: OutputHandler?
    ) async throws -> ExecutionResult {
        let start = ContinuousClock.now
        let pool = try self.pool(for: request)
        var order = try ExecutionOrder(request, configuration: self.configuration)
        order.streamsOutput = onOutput != nil
        let lastTrial = onOutput == nil ? 2 : 1
        let id = Self.makeIdentifier("exe")
        self.counters.withLockedValue { $0.inFlight += 1 }
        defer { self.counters.withLockedValue { $0.inFlight -= 1 } }
        let patience = request.queueDeadline ?? self.configuration.queueDeadline
        var deadline = start + patience
        var failure = ""
        // A slot's death is ours, and the program may be fine: one more try, on another slot.
        for trial in 1...lastTrial {
            if let reason = self.reasonNotServed(pool) {
                return ExecutionResult(id: id, outcome: .infraError, failure: reason)
            }
            switch try await pool.acquire(deadline: deadline) {
            case nil: return ExecutionResult(id: id, outcome: .overloaded, failure: "the queue is full")
            case .expired: return ExecutionResult(id: id, outcome: .overloaded, failure: "no worker was free in time")
            case .closed: return ExecutionResult(id: id, outcome: .overloaded, failure: "shutting down")
            case .admitted(let slot):
                let queue = ContinuousClock.now - start
                do {
                    let report = try await self.run(order, on: slot, of: pool, onOutput)
                    guard let fault = Self.fault(report, isLast: trial == lastTrial, pool.profile) else {
                        try Task.checkCancellation()
                        return ExecutionResult(
                            report: report, id: id, queue: queue, worker: slot.name, request: request)
                    }
                    failure = fault
                } catch let error as CancellationError {
                    throw error
                } catch {
                    failure = "\(error)"
                }
                // The first try may have taken longer than anyone may wait; its loss is not the queue's doing.
                deadline = ContinuousClock.now + patience
            }
        }
        return ExecutionResult(id: id, outcome: .infraError, failure: failure)
    }

    /// What went wrong on our side; nil where the report is the program's own end.
    private static func fault(_ report: ExecutionReport, isLast: Bool, _ profile: SandboxProfile) -> String? {
        switch report.end {
        case .notStarted(let reason): reason.description
        // A program that may start others can be killed in ways that nobody sees: what happens twice is its own doing.
        case .killedFromOutside where !isLast || !profile.allowsPrograms: "killed from outside the sandbox"
        default: nil
        }
    }

    private func run(
        _ order: ExecutionOrder, on slot: SlotConnection, of pool: SlotPool,
        _ onOutput: OutputHandler?
    ) async throws -> ExecutionReport {
        do {
            let report = try await slot.run(order, onOutput: onOutput)
            let worn = slot.countRun() >= self.configuration.executionsPerSlot
            let broken = if case .notStarted = report.end { true } else { false }
            if broken || worn { slot.close() } else { pool.release(slot) }
            return report
        } catch {
            slot.close()
            throw error
        }
    }

    private func pool(for request: ExecutionRequest) throws -> SlotPool {
        let profile = try self.profile(for: request)
        let tier = self.tiers[request.tier] != nil ? request.tier : self.configuration.tiers.first ?? .bare
        return self.pool(SlotPool.Key(tier: tier, profile: profile.name), profile)
    }

    func profile(for request: ExecutionRequest) throws -> SandboxProfile {
        if let name = request.profile {
            guard let profile = self.profiles[name] else {
                let known = self.profiles.keys.sorted().joined(separator: ", ")
                throw ExecutionRefusal(
                    code: "unknown_profile", message: "no profile \(name); known are \(known)", field: "profile")
            }
            guard profile.languages.contains(request.language) else {
                throw ExecutionRefusal(
                    code: "profile_language", message: "profile \(name) does not serve \(request.language.rawValue)",
                    field: "profile")
            }
            return profile
        }
        // Ours by name, so that a profile added to the folder serves those only who ask for it.
        let usual = self.profiles[request.language == .python ? ProfileDirectory.usual : "python-exec"]
        if let usual, usual.languages.contains(request.language) { return usual }
        let serving = self.profiles.values.filter { $0.languages.contains(request.language) }
        // Else the strictest one: it serves the fewest languages.
        guard let profile = serving.min(by: { ($0.languages.count, $0.name) < ($1.languages.count, $1.name) }) else {
            throw ExecutionRefusal(
                code: "unavailable_language", message: "no profile serves \(request.language.rawValue)",
                field: "language")
        }
        return profile
    }

    /// The pool of a tier and profile; made on first use, with its slots.
    func pool(_ key: SlotPool.Key, _ profile: SandboxProfile) -> SlotPool {
        let (pool, isNew) = self.pools.withLockedValue { pools -> (SlotPool, Bool) in
            if let pool = pools[key] { return (pool, false) }
            let pool = SlotPool(key: key, profile: profile, capacity: self.configuration.queueCapacity)
            pools[key] = pool
            return (pool, true)
        }
        if isNew {
            for _ in 0..<self.configuration.slotsPerTier { self.want(pool, replacing: false) }
            if self.counters.withLockedValue({ $0.ended }) { pool.close() }
        }
        return pool
    }

    func want(_ pool: SlotPool, replacing: Bool) {
        self.wanted[pool.key.tier]?.continuation.yield(Want(pool: pool, replaces: replacing))
    }

    static func makeIdentifier(_ kind: String) -> String {
        "\(kind)_" + String(UInt64.random(in: .min ... .max), radix: 36)
            + String(UInt32.random(in: .min ... .max), radix: 36)
    }
}
