import NIOConcurrencyHelpers

/// The sessions that there are, and why those that were are gone.
final class SessionTable: Sendable {
    /// How many of the lost are remembered.
    private static let mostRemembered = 10_000
    private static let betweenReviews = Duration.seconds(1)

    /// A name belongs to an owner.
    private struct Name: Hashable {
        var owner: String
        var text: String
    }

    /// Who bears a name.
    private enum Bearer {
        case making(Readiness)
        /// Also one that is lost, until another one takes the name.
        case session(String)
    }

    /// What whoever asks for a session by name must do.
    enum Claim {
        case held(String)
        /// Wait, then ask again.
        case making(Readiness)
        /// Make it and ``settle(_:of:on:)``; and why the one before it was lost.
        case free(String?, Readiness)
    }

    private struct State {
        var sessions: [String: Session] = [:]
        /// Places taken by owner: sessions, and those being made.
        var places: [String: Int] = [:]
        var lost: [String: (owner: String, reason: String, name: String?)] = [:]
        var lostOrder: [String] = []
        var names: [Name: Bearer] = [:]
        /// Those that a cell, or a request for one, is under way in: nobody waits for another.
        var busy: [String: Session] = [:]
        var lastReview: ContinuousClock.Instant?
        var isClosed = false
    }

    let limits: SessionLimits
    private let state = NIOLockedValueBox(State())

    init(limits: SessionLimits) {
        self.limits = limits
    }

    /// Takes a place for a session that will be made; ``leave(_:)`` gives it back.
    func enter(_ owner: String) throws(SessionError) {
        let refusal: SessionError? = self.state.withLockedValue { state in
            if state.isClosed { return .overloaded("shutting down") }
            let total = state.places.values.reduce(0, +)
            guard total < self.limits.maximumSessions else {
                return .tooMany("there are \(total) sessions, as many as may be")
            }
            let own = state.places[owner, default: 0]
            guard own < self.limits.maximumSessionsPerOwner else {
                return .tooMany("you have \(own) sessions, as many as you may")
            }
            state.places[owner] = own + 1
            return nil
        }
        if let refusal { throw refusal }
    }

    func leave(_ owner: String) {
        self.state.withLockedValue { state in
            let left = state.places[owner, default: 1] - 1
            state.places[owner] = left > 0 ? left : nil
        }
    }

    /// False where the table is closed already.
    func add(_ session: Session) -> Bool {
        self.state.withLockedValue { state in
            guard !state.isClosed else { return false }
            state.sessions[session.id] = session
            return true
        }
    }

    /// Forgets a session but for why it ended.
    func remove(_ session: Session, reason: String) {
        self.state.withLockedValue { state in
            guard state.sessions.removeValue(forKey: session.id) != nil else { return }
            state.lost[session.id] = (session.request.owner, reason, session.request.name)
            state.lostOrder.append(session.id)
            if state.lostOrder.count > Self.mostRemembered { Self.forget(state.lostOrder.removeFirst(), &state) }
        }
        self.leave(session.request.owner)
    }

    /// - Throws: ``SessionError/unknown``, also for what is another owner's, or ``SessionError/lost(_:)``.
    func session(_ id: String, of owner: String) throws(SessionError) -> Session {
        let found: Result<Session, SessionError> = self.state.withLockedValue { state in
            if let session = state.sessions[id], session.request.owner == owner { return .success(session) }
            if let lost = state.lost[id], lost.owner == owner { return .failure(.lost(lost.reason)) }
            return .failure(.unknown)
        }
        return try found.get()
    }

    // MARK: Names

    /// The name's bearer; a free name is taken by whoever asks.
    func claim(_ text: String, of owner: String) -> Claim {
        let name = Name(owner: owner, text: text)
        return self.state.withLockedValue { state in
            var before: String?
            switch state.names[name] {
            case .making(let readiness): return .making(readiness)
            case .session(let id):
                guard let reason = Self.reasonLost(id, state) else { return .held(id) }
                before = reason
            case nil: break
            }
            let readiness = Readiness()
            state.names[name] = .making(readiness)
            return .free(before, readiness)
        }
    }

    /// Gives a claimed name to the session that was made, or back.
    func settle(_ text: String, of owner: String, on id: String?) {
        self.state.withLockedValue { $0.names[Name(owner: owner, text: text)] = id.map(Bearer.session) }
    }

    /// - Throws: ``SessionError``, as ``session(_:of:)``.
    func session(named text: String, of owner: String) throws(SessionError) -> Session {
        let bearer = self.state.withLockedValue { $0.names[Name(owner: owner, text: text)] }
        guard case .session(let id) = bearer else { throw .unknown }
        let session = try self.session(id, of: owner)
        if let reason = session.ending { throw .lost(reason) }
        return session
    }

    /// A name that its session bears no more.
    func freeName(of session: Session) {
        self.state.withLockedValue { Self.freeName(session.request.name, of: session.request.owner, session.id, &$0) }
    }

    /// Why a session is gone, or about to be; nil for one that lives.
    private static func reasonLost(_ id: String, _ state: State) -> String? {
        guard let session = state.sessions[id] else { return state.lost[id]?.reason ?? "it is gone" }
        return session.ending
    }

    private static func forget(_ id: String, _ state: inout State) {
        guard let lost = state.lost.removeValue(forKey: id) else { return }
        self.freeName(lost.name, of: lost.owner, id, &state)
    }

    private static func freeName(_ text: String?, of owner: String, _ id: String, _ state: inout State) {
        guard let text else { return }
        let name = Name(owner: owner, text: text)
        if case .session(id) = state.names[name] { state.names[name] = nil }
    }

    var count: Int { self.state.withLockedValue { $0.sessions.count } }

    func all() -> [Session] { self.state.withLockedValue { Array($0.sessions.values) } }

    /// Counts a cell in, from its request on: who waits in line keeps the session.
    func begin(_ session: Session) {
        session.begin()
        self.state.withLockedValue { $0.busy[session.id] = session }
    }

    func end(_ session: Session) {
        guard session.end() else { return }
        self.state.withLockedValue { state in
            if !session.isBusy { state.busy[session.id] = nil }
        }
    }

    /// Ends the waits of cells whose time is up and, looked at once a second, the sessions whose time is.
    func reap(at now: ContinuousClock.Instant) {
        let (busy, isDue) = self.state.withLockedValue { state in
            let isDue = state.lastReview.map { now - $0 >= Self.betweenReviews } ?? true
            if isDue { state.lastReview = now }
            return (Array(state.busy.values), isDue)
        }
        for session in busy { session.line.expire(at: now) }
        guard isDue else { return }
        for session in self.all() {
            if let reason = session.reasonToEnd(at: now, self.limits) { session.close(reason) }
        }
    }

    /// Ends every session.
    func close() {
        self.state.withLockedValue { $0.isClosed = true }
        for session in self.all() { session.close("the server was shut down") }
    }
}
