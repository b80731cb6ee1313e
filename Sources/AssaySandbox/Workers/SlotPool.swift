import NIOConcurrencyHelpers

/// The slots of one tier and profile, and those who wait for them.
final class SlotPool: Sendable {
    struct Key: Hashable, Sendable {
        var tier: Tier
        var profile: String
    }

    private struct State {
        var queue: AdmissionQueue<SlotConnection>
        var slots: Set<UInt32> = []
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

    /// Waits for a slot until the deadline; nil if the queue is full.
    func acquire(deadline: ContinuousClock.Instant) async throws -> AdmissionQueue<SlotConnection>.Admission? {
        let ticket = NIOLockedValueBox<UInt64?>(nil)
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
            guard let identifier = ticket.withLockedValue({ $0 }) else { return }
            self.state.withLockedValue { $0.queue.remove(identifier) }?.resume(.expired)
        }
    }

    private func enter(
        deadline: ContinuousClock.Instant, ticket: NIOLockedValueBox<UInt64?>,
        resume: @escaping @Sendable (AdmissionQueue<SlotConnection>.Admission?) -> Void
    ) {
        enum Step { case now(AdmissionQueue<SlotConnection>.Admission?), wait }
        let step: Step = self.state.withLockedValue { state in
            if state.isClosed { return .now(.closed) }
            if let slot = state.queue.takeIdle() { return .now(.admitted(slot)) }
            let waiter = AdmissionQueue<SlotConnection>.Waiter(deadline: deadline, resume: { resume($0) })
            guard let identifier = state.queue.enqueue(waiter) else { return .now(nil) }
            ticket.withLockedValue { $0 = identifier }
            return .wait
        }
        if case .now(let admission) = step { resume(admission) }
    }

    /// Adds a new slot, or gives one back.
    func release(_ slot: SlotConnection) {
        let waiter: AdmissionQueue<SlotConnection>.Waiter? = self.state.withLockedValue { state in
            guard !state.isClosed else {
                slot.close()
                return nil
            }
            state.slots.insert(slot.id)
            return state.queue.offer(slot)
        }
        waiter?.resume(.admitted(slot))
    }

    /// Forgets a slot that is gone.
    func remove(_ slot: SlotConnection) {
        self.state.withLockedValue { state in
            state.slots.remove(slot.id)
            state.queue.removeIdle { $0.id == slot.id }
        }
    }

    /// Tells those whose time is up.
    func expire(at now: ContinuousClock.Instant) {
        for waiter in self.state.withLockedValue({ $0.queue.expire(at: now) }) { waiter.resume(.expired) }
    }

    /// Sends everyone away and closes idle slots; busy ones are closed when they are given back.
    func close() {
        let (waiters, idle) = self.state.withLockedValue { state in
            state.isClosed = true
            return state.queue.drain()
        }
        for waiter in waiters { waiter.resume(.closed) }
        for slot in idle { slot.close() }
    }

    /// Slots alive, slots idle, requests waiting.
    var counts: (slots: Int, idle: Int, waiting: Int) {
        self.state.withLockedValue { ($0.slots.count, $0.queue.idleCount, $0.queue.waitingCount) }
    }
}
