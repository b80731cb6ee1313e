/// Calls that wait for a connection, first come, first served.
///
/// libcurl has such a line too, in which deadlines do not count: it does not look at a transfer that has no connection yet.
struct WaitingLine {
    typealias Instant = ContinuousClock.Instant

    private struct Entry {
        var order: TransferOrder
        var expires: Instant
    }

    private var entries: [UInt64: Entry] = [:]
    /// Ids in the order of arrival, from `start` on; some may have left.
    private var ids: [UInt64] = []
    private var start = 0
    /// When one of those who wait may be late at the earliest; nil where nobody waits.
    private(set) var nextExpiry: Instant?

    var isEmpty: Bool { self.entries.isEmpty }

    mutating func append(_ order: TransferOrder, now: Instant) {
        let expires = now + order.call.deadline
        self.entries[order.id] = Entry(order: order, expires: expires)
        self.ids.append(order.id)
        self.nextExpiry = self.nextExpiry.map { min($0, expires) } ?? expires
    }

    /// The call that has waited longest, its deadline shortened by its wait.
    mutating func popFirst(now: Instant) -> TransferOrder? {
        defer { self.compact() }
        while self.start < self.ids.count {
            self.start += 1
            guard let entry = self.entries.removeValue(forKey: self.ids[self.start - 1]) else { continue }
            return entry.order.within(now.duration(to: entry.expires))
        }
        return nil
    }

    /// Takes a call out that is given up.
    mutating func remove(_ id: UInt64) -> TransferOrder? {
        defer { self.compact() }
        return self.entries.removeValue(forKey: id)?.order
    }

    /// Takes out every call.
    mutating func removeAll() -> [TransferOrder] {
        defer { self = WaitingLine() }
        return self.entries.values.map(\.order)
    }

    /// Takes out those whose deadline has passed.
    mutating func removeLate(now: Instant) -> [TransferOrder] {
        guard let nextExpiry = self.nextExpiry, nextExpiry <= now else { return [] }
        let late = self.entries.values.filter { $0.expires <= now }
        for entry in late { self.entries[entry.order.id] = nil }
        self.nextExpiry = self.entries.values.map(\.expires).min()
        self.compact()
        return late.map(\.order)
    }

    private mutating func compact() {
        if self.entries.isEmpty {
            self.ids.removeAll(keepingCapacity: true)
            self.start = 0
            self.nextExpiry = nil
        } else if self.start > 1024, self.start * 2 > self.ids.count {
            self.ids.removeFirst(self.start)
            self.start = 0
        }
    }
}
