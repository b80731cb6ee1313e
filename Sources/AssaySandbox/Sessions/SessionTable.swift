import NIOConcurrencyHelpers

/// The sessions that there are, and why those that were are gone.
final class SessionTable: Sendable {
    /// How many of the lost are remembered.
    private static let mostRemembered = 10_000
    private static let betweenReviews = Duration.seconds(1)

    private struct State {
        var sessions: [String: Session] = [:]
        /// Places taken by owner: sessions, and those being made.
        var places: [String: Int] = [:]
        var lost: [String: (owner: String, reason: String)] = [:]
        var lostOrder: [String] = []
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
            state.lost[session.id] = (session.request.owner, reason)
            state.lostOrder.append(session.id)
            if state.lostOrder.count > Self.mostRemembered { state.lost[state.lostOrder.removeFirst()] = nil }
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
