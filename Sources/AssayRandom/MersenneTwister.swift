/// MT19937 as NumPy's `RandomState` has it, for results that are to be equal to Python's to the last bit. Everything else
/// draws from a ``RandomStream``.
///
/// Source: M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998), with the seeding of 2002.
package struct MersenneTwister: Sendable {
    private static let size = 624
    private static let middle = 397

    private var words: [UInt32]
    private var position = Self.size

    /// The generator after `numpy.random.seed(seed)`.
    package init(seed: UInt32) {
        self.words = [seed]
        for index in 1..<UInt32(Self.size) {
            let last = self.words[Int(index) - 1]
            self.words.append(1_812_433_253 &* (last ^ (last >> 30)) &+ index)
        }
    }

    package mutating func next() -> UInt32 {
        if self.position == Self.size { self.twist() }
        var word = self.words[self.position]
        self.position += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9d2c_5680
        word ^= (word << 15) & 0xefc6_0000
        return word ^ (word >> 18)
    }

    /// What `numpy.random.choice(count)` draws: words are cut to as many bits as are needed until one is small enough.
    /// - Parameter count: from 1 to 2³².
    package mutating func index(below count: Int) -> Int {
        let most = UInt32(count - 1)
        guard most > 0 else { return 0 }
        let mask = UInt32.max >> most.leadingZeroBitCount
        while true {
            let word = self.next() & mask
            if word <= most { return Int(word) }
        }
    }

    private mutating func twist() {
        for index in 0..<Self.size {
            let next = self.words[(index + 1) % Self.size]
            let joined = (self.words[index] & 0x8000_0000) | (next & 0x7fff_ffff)
            let odd: UInt32 = joined & 1 == 1 ? 0x9908_b0df : 0
            self.words[index] = self.words[(index + Self.middle) % Self.size] ^ (joined >> 1) ^ odd
        }
        self.position = 0
    }
}
