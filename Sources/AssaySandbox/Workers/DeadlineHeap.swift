/// Identifiers by deadline, the earliest on top. Whoever has left stays inside until it surfaces or ``keep(where:)``.
struct DeadlineHeap {
    private var entries: [(deadline: ContinuousClock.Instant, identifier: UInt64)] = []

    var count: Int { self.entries.count }

    mutating func insert(_ identifier: UInt64, deadline: ContinuousClock.Instant) {
        self.entries.append((deadline, identifier))
        var child = self.entries.count - 1
        while child > 0, self.precedes(child, (child - 1) / 2) {
            self.entries.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes out the earliest, if its time is up.
    mutating func popExpired(at now: ContinuousClock.Instant) -> UInt64? {
        guard let first = self.entries.first, first.deadline <= now else { return nil }
        self.entries.swapAt(0, self.entries.count - 1)
        self.entries.removeLast()
        self.sink(0)
        return first.identifier
    }

    /// Forgets everyone else; linear.
    mutating func keep(where wanted: (UInt64) -> Bool) {
        self.entries.removeAll { !wanted($0.identifier) }
        for parent in stride(from: self.entries.count / 2 - 1, through: 0, by: -1) { self.sink(parent) }
    }

    private mutating func sink(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < self.entries.count && self.precedes(child, least) {
                least = child
            }
            guard least != parent else { return }
            self.entries.swapAt(parent, least)
            parent = least
        }
    }

    /// Equal deadlines go by arrival.
    private func precedes(_ one: Int, _ other: Int) -> Bool {
        let (a, b) = (self.entries[one], self.entries[other])
        return a.deadline == b.deadline ? a.identifier < b.identifier : a.deadline < b.deadline
    }
}
