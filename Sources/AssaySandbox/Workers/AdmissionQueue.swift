/// Who gets the next free slot: first come, first served, bounded in length and each wait in time.
///
/// A value without I/O; times are instants of one clock that the caller reads.
struct AdmissionQueue<Slot: Sendable> {
    /// How a wait ended.
    enum Admission: Sendable {
        case admitted(Slot)
        /// Nothing came free before the deadline.
        case expired
        /// The executor ends.
        case closed
    }

    struct Waiter {
        var deadline: ContinuousClock.Instant
        var resume: @Sendable (Admission) -> Void
    }

    private let capacity: Int
    private var idle: [Slot] = []
    private var waiters: [UInt64: Waiter] = [:]
    /// Arrival order; entries whose waiter is gone are skipped.
    private var order: [UInt64] = []
    private var deadlines = DeadlineHeap()
    private var head = 0
    private var nextIdentifier: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
    }

    var waitingCount: Int { self.waiters.count }
    var idleCount: Int { self.idle.count }
    /// Entries kept, of waiters who are there and of some who have left: what memory grows with.
    var entryCount: Int { self.order.count + self.deadlines.count }

    /// A slot for someone who asks now, if one is free.
    mutating func takeIdle() -> Slot? {
        // The one that has been idle longest: its spare is ready, while the last one back still forks its next.
        self.idle.isEmpty ? nil : self.idle.removeFirst()
    }

    /// Queues a waiter; nil if the queue is full.
    mutating func enqueue(_ waiter: Waiter) -> UInt64? {
        guard self.waiters.count < self.capacity else { return nil }
        self.nextIdentifier += 1
        self.waiters[self.nextIdentifier] = waiter
        self.order.append(self.nextIdentifier)
        self.deadlines.insert(self.nextIdentifier, deadline: waiter.deadline)
        self.forgetThoseWhoLeft()
        return self.nextIdentifier
    }

    /// Takes someone out who no longer waits.
    mutating func remove(_ identifier: UInt64) -> Waiter? {
        self.waiters.removeValue(forKey: identifier)
    }

    /// A slot came free: returns who gets it, or keeps it idle.
    mutating func offer(_ slot: Slot) -> Waiter? {
        while self.head < self.order.count {
            let identifier = self.order[self.head]
            self.head += 1
            self.compact()
            if let waiter = self.waiters.removeValue(forKey: identifier) { return waiter }
        }
        self.idle.append(slot)
        return nil
    }

    /// Takes out everyone whose deadline has passed.
    mutating func expire(at now: ContinuousClock.Instant) -> [Waiter] {
        var late: [Waiter] = []
        while let identifier = self.deadlines.popExpired(at: now) {
            if let waiter = self.waiters.removeValue(forKey: identifier) { late.append(waiter) }
        }
        return late
    }

    /// Empties queue and bench.
    mutating func drain() -> (waiters: [Waiter], idle: [Slot]) {
        defer {
            self.waiters = [:]
            self.order = []
            self.head = 0
            self.deadlines = DeadlineHeap()
            self.idle = []
        }
        return (self.waiters.sorted { $0.key < $1.key }.map(\.value), self.idle)
    }

    mutating func removeIdle(where gone: (Slot) -> Bool) {
        self.idle.removeAll(where: gone)
    }

    /// Those who left by themselves or were served stay in the lists; once they are the larger part, they go together.
    private mutating func forgetThoseWhoLeft() {
        let most = 2 * self.waiters.count + 1024
        if self.order.count - self.head > most {
            self.order = self.order[self.head...].filter { self.waiters[$0] != nil }
            self.head = 0
        }
        if self.deadlines.count > most {
            let waiters = self.waiters
            self.deadlines.keep { waiters[$0] != nil }
        }
    }

    private mutating func compact() {
        guard self.head > 1024, self.head * 2 > self.order.count else { return }
        self.order.removeFirst(self.head)
        self.head = 0
    }
}
