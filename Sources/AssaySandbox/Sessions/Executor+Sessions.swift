import AssayOutcome
import Glibc
import NIOConcurrencyHelpers
import NIOCore
import WorkerProtocol

extension Executor {
    /// Makes a session: takes a slot, whose spare becomes its interpreter.
    /// - Throws: ``SessionError``, ``ExecutionRefusal`` for a profile that is not there, `CancellationError`.
    package func makeSession(_ request: SessionRequest) async throws -> SessionSummary {
        try self.sessions.enter(request.owner)
        let session: Session
        do {
            session = try await self.open(request)
            try self.keep(session)
        } catch {
            self.sessions.leave(request.owner)
            throw error
        }
        try await self.begin(session, request)
        self.tiers[request.tier]?.dedicate(session.slot)
        session.ready()
        return session.summary(at: .now)
    }

    /// Runs the prelude, so that a session has its limits, and what it begins with, before anyone is told of it.
    private func begin(_ session: Session, _ request: SessionRequest) async throws {
        let first: CellResult
        do {
            first = try await self.execute(
                ExecutionRequest(
                    code: "", timeout: self.configuration.maximumTimeout, prelude: request.firstCode),
                in: session.id, of: request.owner)
        } catch SessionError.lost(let reason) {
            throw SessionError.failed(reason)
        }
        guard first.result.outcome == .ok, first.isAlive else {
            session.close("its prelude failed")
            let message = first.result.exception.map { "\($0.type): \($0.message)" } ?? first.result.outcome.rawValue
            throw ExecutionRefusal(code: "prelude_failed", message: message, field: "prelude")
        }
    }

    /// Runs a cell in a session; its cells run one after another.
    ///
    /// - Parameter onOutput: told of output as it comes, on an event loop: it must not wait.
    /// - Throws: ``SessionError``, ``ExecutionRefusal``; `CancellationError` when the task is cancelled, and then the
    ///   cell is interrupted.
    package func execute(
        _ request: ExecutionRequest, in id: String, of owner: String,
        onOutput: OutputHandler? = nil
    ) async throws -> CellResult {
        let start = ContinuousClock.now
        let session = try self.sessions.session(id, of: owner)
        var request = request
        request.memoryMegabytes = session.request.memoryMegabytes
        var order = try ExecutionOrder(request, configuration: self.configuration)
        order.streamsOutput = onOutput != nil
        self.sessions.begin(session)
        defer { self.sessions.end(session) }
        try await self.wait(for: session, until: start + (request.queueDeadline ?? self.configuration.queueDeadline))
        let cell = try await self.run(order, in: session, request, queue: ContinuousClock.now - start, onOutput)
        self.counters.withLockedValue { $0.outcomes[cell.result.outcome, default: 0] += 1 }
        return cell
    }

    /// Forks a session: the branch has a copy of its state and files, and goes its own way. Both draw other random numbers
    /// from then on, unless they are seeded again.
    /// - Throws: as ``makeSession(_:)``, and ``SessionError``.
    package func forkSession(_ id: String, of owner: String) async throws -> SessionSummary {
        let session = try self.sessions.session(id, of: owner)
        try self.sessions.enter(owner)
        do {
            let branch = try await self.branch(of: session)
            try self.keep(branch)
            return branch.summary(at: .now)
        } catch {
            self.sessions.leave(owner)
            throw error
        }
    }

    private func branch(of session: Session) async throws -> Session {
        self.sessions.begin(session)
        defer { self.sessions.end(session) }
        try await self.wait(for: session, until: .now + self.configuration.queueDeadline)
        defer { session.line.release(session.slot) }
        guard let workers = self.tiers[session.request.tier] else {
            throw SessionError.failed("its tier is not served")
        }
        let number = try session.family.enter()
        do {
            var request = session.request
            request.name = nil
            return Session(
                id: Self.makeIdentifier("ses"), request: request,
                slot: try await workers.fork(session, number: number), profile: session.line.profile,
                queueCapacity: self.sessions.limits.queueCapacity, family: session.family, branch: number)
        } catch {
            session.family.leave(number)
            throw SessionError.failed("\(error)")
        }
    }

    func wait(for session: Session, until deadline: ContinuousClock.Instant) async throws {
        switch try await session.line.acquire(deadline: deadline) {
        case nil: throw SessionError.overloaded("too many cells wait for the session")
        case .expired: throw SessionError.overloaded("the session's interpreter was not free in time")
        case .closed: throw SessionError.lost(session.ending ?? "it has ended")
        case .admitted: break
        }
    }

    private func run(
        _ order: ExecutionOrder, in session: Session, _ request: ExecutionRequest, queue: Duration,
        _ onOutput: OutputHandler?
    ) async throws -> CellResult {
        let report: ExecutionReport
        do {
            report = try await session.slot.run(order, as: .cell, onOutput: onOutput)
        } catch let error as CancellationError {
            session.close("its cell was cancelled")
            throw error
        } catch {
            session.close("\(error)")
            throw SessionError.lost(session.ending ?? "\(error)")
        }
        if report.isAlive {
            session.line.release(session.slot)
        } else {
            session.close("its interpreter ended")
        }
        try Task.checkCancellation()
        if case .notStarted(let failure) = report.end {
            guard report.isAlive else { throw SessionError.lost("\(failure)") }
            let code = failure.errno == ENOSPC ? "no_space" : "files_not_written"
            throw ExecutionRefusal(code: code, message: "\(failure)", field: "files")
        }
        if !request.code.isEmpty { session.countCell() }
        let result = ExecutionResult(
            report: report, id: Self.makeIdentifier("exe"), queue: queue, worker: session.slot.name, request: request)
        return CellResult(result: result, isAlive: report.isAlive)
    }

    /// Ends a session, whose name is free at once.
    /// - Throws: ``SessionError``.
    package func endSession(_ id: String, of owner: String) throws(SessionError) {
        let session = try self.sessions.session(id, of: owner)
        session.close("it was deleted")
        self.sessions.freeName(of: session)
    }

    /// - Throws: ``SessionError``.
    package func session(_ id: String, of owner: String) throws(SessionError) -> SessionSummary {
        try self.sessions.session(id, of: owner).summary(at: .now)
    }

    /// An owner's sessions that go on, the oldest first.
    package func sessions(of owner: String) -> [SessionSummary] {
        let now = ContinuousClock.now
        return self.sessions.all().filter { $0.request.owner == owner && $0.ending == nil }.map { $0.summary(at: now) }
            .sorted { $0.age > $1.age }
    }

    // MARK: By name

    /// The owner's session of a name, made as `request` says where there is none. Whoever asks for one that is being
    /// made waits for it.
    /// - Throws: as ``makeSession(_:)``.
    package func session(named name: String, _ request: SessionRequest) async throws -> NamedSession {
        while true {
            switch self.sessions.claim(name, of: request.owner) {
            case .held(let id): return NamedSession(id: id, isNew: false)
            case .making(let readiness): try await readiness.wait()
            case .free(let before, let readiness):
                defer { readiness.complete(.success(())) }
                var request = request
                request.name = name
                do {
                    let id = try await self.makeSession(request).id
                    self.sessions.settle(name, of: request.owner, on: id)
                    return NamedSession(id: id, isNew: true, lost: before)
                } catch {
                    self.sessions.settle(name, of: request.owner, on: nil)
                    throw error
                }
            }
        }
    }

    /// The owner's session of a name.
    /// - Throws: ``SessionError``: `lost` where the last one of that name is gone and was not deleted.
    package func session(named name: String, of owner: String) throws(SessionError) -> SessionSummary {
        try self.sessions.session(named: name, of: owner).summary(at: .now)
    }

    // MARK: Making one

    private func open(_ request: SessionRequest) async throws -> Session {
        let profile = try self.sessionProfile(request.profile)
        let tier = self.tiers[request.tier] != nil ? request.tier : self.configuration.tiers.first ?? .bare
        let pool = self.pool(SlotPool.Key(tier: tier, profile: profile.name), profile)
        if let reason = self.reasonNotServed(pool) { throw SessionError.failed(reason) }
        switch try await pool.acquire(deadline: .now + self.configuration.queueDeadline) {
        case nil: throw SessionError.overloaded("the queue is full")
        case .expired: throw SessionError.overloaded("no worker was free in time")
        case .closed: throw SessionError.overloaded("shutting down")
        case .admitted(let slot):
            self.detach(slot, from: pool)
            var request = request
            request.tier = tier
            return Session(
                id: Self.makeIdentifier("ses"), request: request, slot: slot, profile: profile,
                queueCapacity: self.sessions.limits.queueCapacity,
                family: SessionFamily(maximumBranches: Int(profile.limits.branches ?? 0)))
        }
    }

    private func sessionProfile(_ name: String?) throws -> SandboxProfile {
        let name = name ?? ProfileDirectory.session
        guard let profile = self.profiles[name], profile.languages.contains(.python) else {
            throw ExecutionRefusal(
                code: "unknown_profile", message: "no profile \(name) serves sessions", field: "profile")
        }
        return profile
    }

    /// Known before its end is watched for, so that the end of one that dies at once is not missed.
    private func keep(_ session: Session) throws(SessionError) {
        guard self.sessions.add(session) else {
            session.close("shutting down")
            throw .overloaded("shutting down")
        }
        session.slot.closed.whenComplete { _ in
            let reason = session.ending ?? "its interpreter ended"
            session.close(reason)
            if let branch = session.branch {
                session.family.leave(branch)
                self.tiers[session.request.tier]?.forget(session.slot)
            }
            self.sessions.remove(session, reason: reason)
        }
    }
}
