/// A set of exact numbers by open addressing: small ones lie in one array, without an allocation each.
struct RationalSet {
    /// An empty slot has the denominator 0.
    private struct Slot {
        var numerator = 0
        var denominator = 0
    }

    private var slots: [Slot]
    private var mask: Int
    private var smallCount = 0
    private var big: Set<Rational> = []

    /// - Parameter capacity: how many numbers there is room for at first.
    init(capacity: Int = 32) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        self.slots = Array(repeating: Slot(), count: size)
        self.mask = size - 1
    }

    @inline(__always)
    private func slot(_ numerator: Int, _ denominator: Int) -> Int {
        var hash = UInt(bitPattern: numerator) &* 0x9e37_79b9_7f4a_7c15 ^ UInt(bitPattern: denominator)
        hash = (hash ^ hash >> 32) &* 0xbf58_476d_1ce4_e5b9
        var slot = Int(truncatingIfNeeded: hash >> 32) & self.mask
        while self.slots[slot].denominator != 0,
            self.slots[slot].numerator != numerator || self.slots[slot].denominator != denominator
        {
            slot = (slot + 1) & self.mask
        }
        return slot
    }

    func contains(_ value: Rational) -> Bool {
        guard case .small(let numerator, let denominator) = value.storage else { return self.big.contains(value) }
        return self.slots[self.slot(numerator, denominator)].denominator != 0
    }

    /// - Returns: whether it was not there before.
    @discardableResult
    mutating func insert(_ value: Rational) -> Bool {
        guard case .small(let numerator, let denominator) = value.storage else {
            return self.big.insert(value).inserted
        }
        let slot = self.slot(numerator, denominator)
        guard self.slots[slot].denominator == 0 else { return false }
        self.slots[slot] = Slot(numerator: numerator, denominator: denominator)
        self.smallCount += 1
        if self.smallCount * 2 > self.slots.count { self.grow() }
        return true
    }

    private mutating func grow() {
        let old = self.slots
        self.slots = Array(repeating: Slot(), count: old.count * 2)
        self.mask = self.slots.count - 1
        for entry in old where entry.denominator != 0 {
            self.slots[self.slot(entry.numerator, entry.denominator)] = entry
        }
    }
}
