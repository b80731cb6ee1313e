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
    private let logger: Logger
    let group: any EventLoopGroup
    let cgroups: CgroupTree?
    let tiers: [Tier: TierWorkers]
    let sessions: SessionTable
    let pools = NIOLockedValueBox<[SlotPool.Key: SlotPool]>([:])
    private let wanted: [Tier: (stream: AsyncStream<Want>, continuation: AsyncStream<Want>.Continuation)]
    private let readiness = Readiness()
    let counters = NIOLockedValueBox(Counters())

    /// A slot to be made.
    private struct Want {
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

    private func profile(for request: ExecutionRequest) throws -> SandboxProfile {
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

    private func want(_ pool: SlotPool, replacing: Bool) {
        self.wanted[pool.key.tier]?.continuation.yield(Want(pool: pool, replaces: replacing))
    }

    static func makeIdentifier(_ kind: String) -> String {
        "\(kind)_" + String(UInt64.random(in: .min ... .max), radix: 36)
            + String(UInt32.random(in: .min ... .max), radix: 36)
    }

    // MARK: Life

    /// Whether every pool that serves has a slot that takes work, or is about to get one.
    package var isReady: Bool {
        get async {
            let counters = self.counters.withLockedValue { $0 }
            guard self.readiness.isOpen, !counters.ending else { return false }
            let pools = self.pools.withLockedValue { $0 }
            return counters.failing.keys.allSatisfy { pools[$0]?.counts.slots ?? 0 > 0 }
        }
    }

    /// Returns once programs can be run.
    /// - Throws: what kept the workers from starting.
    package func waitUntilReady() async throws {
        try await self.readiness.wait()
    }

    package func run() async throws {
        do {
            try await self.start()
        } catch {
            self.readiness.complete(.failure(error))
            await self.tearDown()
            throw error
        }
        self.readiness.complete(.success(()))
        await self.serve()
        await self.tearDown()
    }

    /// Every tier at the same time: its template, then the slots that the default profile needs. A tier that cannot is
    /// not served until it can; there must be one that can.
    private func start() async throws {
        let profile = try self.profile(for: ExecutionRequest(code: ""))
        let faults = await withTaskGroup(of: StartFault?.self) { group -> [StartFault] in
            for workers in self.tiers.values {
                let pool = self.pool(SlotPool.Key(tier: workers.tier, profile: profile.name), profile)
                group.addTask { await self.start(workers, with: pool) }
            }
            return await group.reduce(into: []) { faults, fault in
                if let fault { faults.append(fault) }
            }
        }
        // What the operator requires will not come by waiting.
        let missing = faults.first { ($0.error as? SandboxError)?.code == .layerMissing }
        if let fatal = missing ?? (faults.count == self.tiers.count ? faults.first : nil) { throw fatal.error }
        for fault in faults {
            let pool = fault.pool
            self.logger.error("tier not served", metadata: ["pool": "\(pool.key)", "error": "\(fault.error)"])
            self.counters.withLockedValue { $0.failing[pool.key] = ("\(fault.error)", true) }
            for _ in pool.counts.slots..<self.configuration.slotsPerTier { self.want(pool, replacing: false) }
        }
    }

    /// A tier that could not start.
    private struct StartFault {
        var pool: SlotPool
        var error: any Error
    }

    private func start(_ workers: TierWorkers, with pool: SlotPool) async -> StartFault? {
        do {
            try await workers.start()
            for _ in 0..<self.configuration.slotsPerTier { self.add(try await workers.makeSlot(for: pool), to: pool) }
            return nil
        } catch {
            return StartFault(pool: pool, error: error)
        }
    }

    /// Why nobody should wait for a slot of the pool; nil if it has one or may soon.
    func reasonNotServed(_ pool: SlotPool) -> String? {
        guard let failing = self.counters.withLockedValue({ $0.failing[pool.key] }), failing.isLasting,
            pool.counts.slots == 0
        else { return nil }
        return "\(pool.key.tier.rawValue) with \(pool.key.profile) is not served: \(failing.reason)"
    }

    /// Replaces slots and expires waiters until the shutdown begins.
    private func serve() async {
        await withTaskGroup(of: Void.self) { group in
            for (tier, wanted) in self.wanted {
                guard let workers = self.tiers[tier] else { continue }
                group.addTask {
                    for await want in wanted.stream { await self.supply(want, from: workers) }
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: .milliseconds(50))
                    let now = ContinuousClock.now
                    for pool in self.pools.withLockedValue({ Array($0.values) }) { pool.expire(at: now) }
                    self.sessions.reap(at: now)
                    self.cgroups?.removeRetired()
                }
            }
            // Shutdown or cancellation; what still runs goes on to be served while it drains.
            try? await gracefulShutdown()
            self.counters.withLockedValue { $0.ending = true }
            await self.drain()
            group.cancelAll()
        }
    }

    /// Makes a slot, however long the host needs to allow it.
    private func supply(_ want: Want, from workers: TierWorkers) async {
        let pool = want.pool
        var pause = Duration.milliseconds(20)
        while !Task.isCancelled {
            let failure: any Error
            do {
                self.add(try await workers.makeSlot(for: pool), to: pool)
                self.counters.withLockedValue { counters in
                    counters.failing[pool.key] = nil
                    if want.replaces { counters.restarts += 1 }
                }
                return
            } catch {
                self.counters.withLockedValue { counters in
                    counters.failing[pool.key] = ("\(error)", counters.failing[pool.key] != nil)
                }
                self.logger.warning("slot not made", metadata: ["pool": "\(pool.key)", "error": "\(error)"])
                failure = error
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, .seconds(5))
            // The walls are the slot's: the template may serve other profiles well.
            guard (failure as? SandboxError)?.code != .selfTestFailed else { continue }
            // Whatever was wrong with the template, a new one starts clean.
            await workers.end(atOnce: true)
            do { try await workers.start() } catch {
                self.logger.error("template not started", metadata: ["tier": "\(workers.tier)", "error": "\(error)"])
            }
        }
    }

    private func add(_ slot: SlotConnection, to pool: SlotPool) {
        // Known before its end is watched for, so that the end of one that dies at once is not missed.
        pool.add(slot)
        slot.closed.whenComplete { _ in
            let served = pool.remove(slot)
            self.tiers[pool.key.tier]?.forget(slot)
            if served, !self.counters.withLockedValue({ $0.ending }) { self.want(pool, replacing: true) }
        }
        pool.release(slot)
    }

    /// Takes a slot out of its pool for good; another one comes in its place.
    func detach(_ slot: SlotConnection, from pool: SlotPool) {
        if pool.remove(slot) { self.want(pool, replacing: false) }
    }

    /// Waits for requests inside, bounded.
    private func drain() async {
        let limit = ContinuousClock.now + self.configuration.drainTimeout
        while self.counters.withLockedValue({ $0.inFlight }) > 0, ContinuousClock.now < limit {
            // Cancellation must not turn this into a spin: then nobody waits for the programs either.
            guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { return }
        }
    }

    private func tearDown() async {
        self.counters.withLockedValue { ($0.ending, $0.ended) = (true, true) }
        for wanted in self.wanted.values { wanted.continuation.finish() }
        self.sessions.close()
        for pool in self.pools.withLockedValue({ Array($0.values) }) { pool.close() }
        for workers in self.tiers.values { await workers.end(atOnce: false) }
        // The last processes in the cgroups need a moment to die. Through a future, since a cancelled task must wait too.
        guard let cgroups = self.cgroups else { return }
        _ = try? await NIOThreadPool.singleton.runIfActive(eventLoop: self.group.next()) {
            for _ in 0..<200 {
                if cgroups.removeAll() { return }
                pauseThread(milliseconds: 10)
            }
        }.get()
    }
}
