import NIOConcurrencyHelpers

/// The slots of one tier and profile, and those who wait for them.
final class SlotPool: Sendable {
    struct Key: Hashable, Sendable {
        var tier: Tier
        var profile: String
    }

    private struct State {
        var queue: AdmissionQueue<SlotConnection>
        var slots: [UInt32: SlotConnection] = [:]
        var isClosed = false
    }

    let key: Key
    let profile: SandboxProfile
    private let state: NIOLockedValueBox<State>

    init(key: Key, profile: SandboxProfile, capacity: Int) {
        self.key = key
        self.profile = profile
        self.state = NIOLockedValueBox(State(queue: AdmissionQueue(capacity: capacity)))
    }

    /// Where a waiter stands; looked at under the pool's lock only, so that leaving cannot overtake joining.
    private struct Ticket {
        var identifier: UInt64?
        var isCancelled = false
    }

    /// Waits for a slot until the deadline; nil if the queue is full.
    func acquire(deadline: ContinuousClock.Instant) async throws -> AdmissionQueue<SlotConnection>.Admission? {
        let ticket = NIOLockedValueBox(Ticket())
        return try await withTaskCancellationHandler {
            let admission = await withCheckedContinuation { continuation in
                self.enter(deadline: deadline, ticket: ticket) { continuation.resume(returning: $0) }
            }
            if Task.isCancelled {
                if case .admitted(let slot) = admission { self.release(slot) }
                throw CancellationError()
            }
            return admission
        } onCancel: {
            let waiter: AdmissionQueue<SlotConnection>.Waiter? = self.state.withLockedValue { state in
                let identifier = ticket.withLockedValue { ticket in
                    ticket.isCancelled = true
                    return ticket.identifier
                }
                return identifier.flatMap { state.queue.remove($0) }
            }
            waiter?.resume(.expired)
        }
    }

    private func enter(
        deadline: ContinuousClock.Instant, ticket: NIOLockedValueBox<Ticket>,
        resume: @escaping @Sendable (AdmissionQueue<SlotConnection>.Admission?) -> Void
    ) {
        enum Step { case now(AdmissionQueue<SlotConnection>.Admission?), wait }
        let step: Step = self.state.withLockedValue { state in
            if state.isClosed { return .now(.closed) }
            if ticket.withLockedValue({ $0.isCancelled }) { return .now(.expired) }
            if let slot = state.queue.takeIdle() { return .now(.admitted(slot)) }
            let waiter = AdmissionQueue<SlotConnection>.Waiter(deadline: deadline, resume: { resume($0) })
            guard let identifier = state.queue.enqueue(waiter) else { return .now(nil) }
            ticket.withLockedValue { $0.identifier = identifier }
            return .wait
        }
        if case .now(let admission) = step { resume(admission) }
    }

    /// Takes a new slot in; it serves from its first ``release(_:)`` until ``remove(_:)``.
    func add(_ slot: SlotConnection) {
        self.state.withLockedValue { $0.slots[slot.id] = slot }
    }

    /// Offers a slot to whoever waits. One that has been removed meanwhile is gone for good.
    func release(_ slot: SlotConnection) {
        let waiter: AdmissionQueue<SlotConnection>.Waiter? = self.state.withLockedValue { state in
            guard !state.isClosed else {
                slot.close()
                return nil
            }
            return state.slots[slot.id] == nil ? nil : state.queue.offer(slot)
        }
        waiter?.resume(.admitted(slot))
    }

    /// Forgets a slot that is gone.
    /// - Returns: whether it was here.
    @discardableResult
    func remove(_ slot: SlotConnection) -> Bool {
        self.state.withLockedValue { state in
            state.queue.removeIdle { $0.id == slot.id }
            return state.slots.removeValue(forKey: slot.id) != nil
        }
    }

    /// Tells those whose time is up.
    func expire(at now: ContinuousClock.Instant) {
        for waiter in self.state.withLockedValue({ $0.queue.expire(at: now) }) { waiter.resume(.expired) }
    }

    /// Sends everyone away and closes every slot, which ends what still runs on it.
    func close() {
        let (waiters, slots) = self.state.withLockedValue { state in
            state.isClosed = true
            return (state.queue.drain().waiters, Array(state.slots.values))
        }
        for waiter in waiters { waiter.resume(.closed) }
        for slot in slots { slot.close() }
    }

    /// Slots alive, slots idle, requests waiting.
    var counts: (slots: Int, idle: Int, waiting: Int) {
        self.state.withLockedValue { ($0.slots.count, $0.queue.idleCount, $0.queue.waitingCount) }
    }
}
