import WorkerProtocol

/// Books the time since the last booking to one layer after another.
struct LayerClock {
    private(set) var costs = LayerCosts()
    private var last = monotonicNanoseconds()

    mutating func book(_ layer: Layer) {
        let now = monotonicNanoseconds()
        self.costs[layer] += now - self.last
        self.last = now
    }

    /// Lets the time since the last booking go: it is nobody's, or another process books it.
    mutating func skip() {
        self.last = monotonicNanoseconds()
    }

    /// Takes over what another process booked.
    mutating func add(_ other: LayerCosts) {
        for layer in Layer.allCases { self.costs[layer] += other[layer] }
    }
}
