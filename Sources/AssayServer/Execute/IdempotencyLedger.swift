/// What is known of each idempotency key: a value without clocks, locks or waiting, which ``IdempotencyCache`` adds.
struct IdempotencyLedger: Sendable {
    /// A caller that waits for another caller's execution.
    typealias Waiter = CheckedContinuation<Void, Never>

    /// How a key stands for a caller.
    enum Standing: Sendable {
        case new
        case running
        case stored([UInt8])
        case conflict
    }

    private enum State {
        case running(waiters: [UInt64: Waiter])
        case stored([UInt8])
    }

    private struct Entry {
        var fingerprint: RequestFingerprint
        var state: State
    }

    private let maximumEntries: Int
    private let maximumBytes: Int
    private var entries: [String: Entry] = [:]
    /// Stored keys, oldest first, from `orderStart` on.
    private var order: [(key: String, expires: ContinuousClock.Instant)] = []
    private var orderStart = 0
    private var storedBytes = 0

    init(maximumEntries: Int, maximumBytes: Int) {
        self.maximumEntries = maximumEntries
        self.maximumBytes = maximumBytes
    }

    /// The standing of a key; a new one is thereby taken.
    mutating func claim(_ key: String, _ fingerprint: RequestFingerprint, now: ContinuousClock.Instant) -> Standing {
        while self.orderStart < self.order.count, self.order[self.orderStart].expires <= now { self.evictOldest() }
        guard let entry = self.entries[key] else {
            self.entries[key] = Entry(fingerprint: fingerprint, state: .running(waiters: [:]))
            return .new
        }
        guard entry.fingerprint == fingerprint else { return .conflict }
        switch entry.state {
        case .running: return .running
        case .stored(let bytes): return .stored(bytes)
        }
    }

    /// Adds a waiter to a key that is running; false where it no longer is.
    mutating func add(_ waiter: Waiter, id: UInt64, for key: String) -> Bool {
        guard case .running(var waiters) = self.entries[key]?.state else { return false }
        waiters[id] = waiter
        self.entries[key]?.state = .running(waiters: waiters)
        return true
    }

    /// Takes a waiter back out.
    mutating func removeWaiter(id: UInt64, for key: String) -> Waiter? {
        guard case .running(var waiters) = self.entries[key]?.state else { return nil }
        let waiter = waiters.removeValue(forKey: id)
        self.entries[key]?.state = .running(waiters: waiters)
        return waiter
    }

    /// Ends a running key, with a reply to keep or without one.
    /// - Returns: those to wake.
    mutating func finish(_ key: String, with bytes: [UInt8]?, expires: ContinuousClock.Instant) -> [Waiter] {
        guard case .running(let waiters) = self.entries[key]?.state else { return [] }
        if let bytes {
            self.entries[key]?.state = .stored(bytes)
            self.order.append((key, expires))
            self.storedBytes += bytes.count
            while self.order.count - self.orderStart > self.maximumEntries || self.storedBytes > self.maximumBytes {
                self.evictOldest()
            }
        } else {
            self.entries[key] = nil
        }
        return Array(waiters.values)
    }

    private mutating func evictOldest() {
        guard self.orderStart < self.order.count else { return }
        let oldest = self.order[self.orderStart].key
        self.orderStart += 1
        if case .stored(let bytes) = self.entries[oldest]?.state {
            self.entries[oldest] = nil
            self.storedBytes -= bytes.count
        }
        if self.orderStart > 1024, self.orderStart * 2 > self.order.count {
            self.order.removeFirst(self.orderStart)
            self.orderStart = 0
        }
    }
}
