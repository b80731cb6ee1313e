import Glibc

/// A bounded run of one property over hostile inputs, from a seed that makes a failure happen again.
///
/// `FUZZ_SECONDS` is how long each lasts (half of one without it), `FUZZ_SEED` where it begins (the clock without it).
package struct Campaign {
    package static let seconds = setting("FUZZ_SECONDS").flatMap { Double($0) } ?? 0.5
    package static let seed = setting("FUZZ_SEED").flatMap { UInt64($0) } ?? UInt64(time(nil))

    package init() {}

    private static func setting(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Tries inputs until the time is up or one is found to break the property.
    ///
    /// Each input is made from a seed of its own, so that the one which crashes the process is the last one printed
    /// where `FUZZ_SEED` is set.
    ///
    /// - Parameters:
    ///   - property: nil where it holds for the input, else what is wrong.
    /// - Returns: how many inputs were tried, and what was wrong with the last one, with the seed to repeat it.
    package func run(
        corpus: [[UInt8]], words: [String] = [], property: ([UInt8], inout SeededGenerator) -> String?
    ) -> (tried: Int, fault: String?) {
        let end = ContinuousClock.now + .seconds(Self.seconds)
        var tried = 0
        while tried == 0 || ContinuousClock.now < end {
            let seed = Self.seed &+ UInt64(tried)
            var mutator = Mutator(corpus: corpus, words: words, seed: seed)
            let input = mutator.next()
            tried += 1
            if let fault = property(input, &mutator.generator) {
                return (tried, "\(fault) (FUZZ_SEED=\(seed), input \(input.prefix(400)))")
            }
        }
        return (tried, nil)
    }
}
