/// Random numbers that are a pure function of a key: SplitMix64 (Steele, Lea and Flood, 2014), begun at a state that the
/// key's words are mixed into one after another.
///
/// Streams of different keys do not depend on each other, so that a number can be drawn for a step, a prompt or a token
/// without drawing those before it, and comes again after a resume.
package struct RandomStream: RandomNumberGenerator, Sendable, Hashable {
    /// All there is of it: a checkpoint keeps this word.
    package private(set) var state: UInt64

    /// The stream that goes on from a state.
    package init(state: UInt64) { self.state = state }

    /// The stream of a key.
    package init(seed: UInt64, key: [Int] = []) {
        self.state = key.reduce(seed) { state, word in
            Self.mixed((state ^ UInt64(truncatingIfNeeded: word)) &+ Self.increment)
        }
    }

    package mutating func next() -> UInt64 {
        self.state &+= Self.increment
        return Self.mixed(self.state)
    }

    /// Uniform in [0, 1), with 53 bits.
    package mutating func uniform() -> Double { Double(self.next() >> 11) * 0x1p-53 }

    private static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15

    private static func mixed(_ word: UInt64) -> UInt64 {
        var bits = word
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }
}
