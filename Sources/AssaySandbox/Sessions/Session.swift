import NIOConcurrencyHelpers

/// A confined child that is kept between executions, with its interpreter's state.
final class Session: Sendable {
    private struct State {
        var lastUsed: ContinuousClock.Instant
        var running = 0
        var cells = 0
        var ending: String?
    }

    let id: String
    let request: SessionRequest
    let created = ContinuousClock.now
    let slot: SlotConnection
    let family: SessionFamily
    /// Its number among the branches of its family; nil for the one that they come from.
    let branch: Int?
    /// One slot, and the cells that wait for it.
    let line: SlotPool
    private let state: NIOLockedValueBox<State>

    init(
        id: String, request: SessionRequest, slot: SlotConnection, profile: SandboxProfile, queueCapacity: Int,
        family: SessionFamily, branch: Int? = nil
    ) {
        self.id = id
        self.request = request
        self.slot = slot
        self.family = family
        self.branch = branch
        self.line = SlotPool(
            key: SlotPool.Key(tier: request.tier, profile: profile.name), profile: profile, capacity: queueCapacity)
        self.state = NIOLockedValueBox(State(lastUsed: self.created))
        self.line.add(slot)
        self.line.release(slot)
    }

    /// Through ``SessionTable/begin(_:)``.
    func begin() {
        self.state.withLockedValue { $0.running += 1 }
    }

    /// - Returns: whether no other is under way.
    func end() -> Bool {
        self.state.withLockedValue { state in
            state.running -= 1
            state.lastUsed = .now
            return state.running == 0
        }
    }

    /// Counts a cell that was run; what only moves files is none.
    func countCell() {
        self.state.withLockedValue { $0.cells += 1 }
    }

    var isBusy: Bool { self.state.withLockedValue { $0.running > 0 } }

    /// It is ready for its owner: what ran before was ours.
    func ready() {
        self.state.withLockedValue { ($0.cells, $0.lastUsed) = (0, .now) }
    }

    /// Ends it; the first reason stays.
    func close(_ reason: String) {
        self.state.withLockedValue { $0.ending = $0.ending ?? reason }
        self.line.close()
    }

    /// Why it was ended, if it was.
    var ending: String? { self.state.withLockedValue { $0.ending } }

    /// Why its time is up; nil while it is not.
    func reasonToEnd(at now: ContinuousClock.Instant, _ limits: SessionLimits) -> String? {
        let state = self.state.withLockedValue { $0 }
        let life = min(self.request.absoluteLifetime ?? limits.absoluteLifetime, limits.absoluteLifetime)
        if now - self.created > life { return "its lifetime of \(life.wholeMilliseconds / 1000) s was over" }
        let idle = min(self.request.idleLifetime ?? limits.idleLifetime, limits.idleLifetime)
        guard state.running == 0, now - state.lastUsed > idle else { return nil }
        return "it was idle for more than \(idle.wholeMilliseconds / 1000) s"
    }

    func summary(at now: ContinuousClock.Instant) -> SessionSummary {
        let state = self.state.withLockedValue { $0 }
        return SessionSummary(
            id: self.id, tier: self.request.tier, profile: self.line.key.profile, age: now - self.created,
            idle: state.running > 0 ? .zero : now - state.lastUsed, isBusy: state.running > 0, cells: state.cells,
            name: self.request.name, workingDirectory: self.request.workingDirectory)
    }
}
