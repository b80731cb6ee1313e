import Glibc

/// A bounded run of one property over hostile inputs, from a seed that makes a failure happen again.
///
/// `FUZZ_SECONDS` is how long each lasts (half of one without it), `FUZZ_SEED` where it begins (the clock without it).
/// However slow the host is, ``fewest`` inputs are tried.
package struct Campaign {
    package static let seconds = setting("FUZZ_SECONDS").flatMap { Double($0) } ?? 0.5
    package static let seed = setting("FUZZ_SEED").flatMap { UInt64($0) } ?? UInt64(time(nil))

    private let fewest: Int

    package init(fewest: Int = 100) { self.fewest = fewest }

    private static func setting(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }

    /// Tries inputs until the time is up or one is found to break the property.
    ///
    /// - Parameters:
    ///   - property: nil where it holds for the input, else what is wrong.
    /// - Returns: what was wrong with the last input that was tried, with the seed to repeat it.
    package func run(
        corpus: [[UInt8]], words: [String] = [], place: String = #function,
        property: ([UInt8], inout SeededGenerator) -> String?
    ) -> String? {
        self.run(place: place) { generator in
            var mutator = Mutator(corpus: corpus, words: words, generator: generator)
            let input = mutator.next()
            return property(input, &mutator.generator).map { "\($0) (input \(input.prefix(400)))" }
        }
    }

    /// Tries a property that makes its own inputs.
    ///
    /// Each input is made from a seed of its own. Where the campaign begins is printed first: one that ends the process
    /// is met again from there.
    package func run(
        place: String = #function, property: (inout SeededGenerator) throws -> String?
    ) -> String? {
        Self.print("\(place): FUZZ_SEED=\(Self.seed)")
        let start = ContinuousClock.now
        let end = start + .seconds(Self.seconds)
        var tried = 0
        while tried < self.fewest || ContinuousClock.now < end {
            let seed = Self.seed &+ UInt64(tried)
            var generator = SeededGenerator(seed: seed)
            tried += 1
            do {
                if let fault = try property(&generator) { return "\(fault) (FUZZ_SEED=\(seed))" }
            } catch {
                return "threw \(error) (FUZZ_SEED=\(seed))"
            }
        }
        let spent = (ContinuousClock.now - start) / .seconds(1)
        Self.print("\(place): \(tried) inputs, \(Int(Double(tried) / spent))/s")
        return nil
    }

    private static func print(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
