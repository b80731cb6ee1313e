import CSyscalls
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import ServiceLifecycle

/// An executor's start, what it does beside running programs, and its end.
extension Executor {
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
        // One for each slot and session, beside the server's connections. Shells allow 1024 of the many that one may take.
        _ = assay_move_limit(0, assay_limit_open_files, .max)
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
