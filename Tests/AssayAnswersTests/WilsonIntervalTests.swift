import AssayAnswers
import Testing

@Suite("Wilson's interval")
struct WilsonIntervalTests {
    /// R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998),
    /// table I, method 3.
    @Test(
        "published values",
        arguments: [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718)])
    func published(successes: Int, trials: Int, lower: Double, upper: Double) throws {
        let interval = try #require(WilsonInterval(successes: successes, trials: trials))
        #expect(abs(interval.lower - lower) < 5e-5)
        #expect(abs(interval.upper - upper) < 5e-5)
    }

    @Test("stays within 0…1 and is symmetric")
    func ends() throws {
        let none = try #require(WilsonInterval(successes: 0, trials: 7))
        let all = try #require(WilsonInterval(successes: 7, trials: 7))
        #expect(none.lower == 0 && all.upper == 1)
        #expect(abs(none.upper - (1 - all.lower)) < 1e-12)
        #expect(WilsonInterval(successes: 0, trials: 0) == nil)
    }

    @Test("clusters of one trial are trials; clusters that are all alike are one trial each")
    func clusters() throws {
        let single = try #require(WilsonInterval(clusters: (0..<263).map { ($0 < 81 ? 1 : 0, 1) }))
        let plain = try #require(WilsonInterval(successes: 81, trials: 263))
        #expect(abs(single.lower - plain.lower) < 1e-12 && abs(single.upper - plain.upper) < 1e-12)
        let alike = try #require(WilsonInterval(clusters: (0..<263).map { ($0 < 81 ? 8 : 0, 8) }))
        #expect(abs(alike.lower - plain.lower) < 1e-12 && abs(alike.upper - plain.upper) < 1e-12)
        // Answers that do not depend on their prompt: as good as so many trials, and never better.
        let even = try #require(WilsonInterval(clusters: (0..<100).map { _ in (1, 2) }))
        let many = try #require(WilsonInterval(successes: 100, trials: 200))
        #expect(abs(even.lower - many.lower) < 1e-12)
        #expect(WilsonInterval(clusters: (0..<7).map { _ in (4, 4) }) == WilsonInterval(successes: 7, trials: 7))
        #expect(WilsonInterval(clusters: []) == nil)
    }

    /// 1.96 standard errors of the mean about it; the numbers by hand.
    @Test("the difference of pairs")
    func pairs() throws {
        let difference = try #require(PairedDifference([1, 0, 0, -1, 1, 1]))
        #expect(abs(difference.mean - 1.0 / 3) < 1e-12 && difference.count == 6)
        #expect(abs(difference.upper - difference.mean - 1.959964 * (2.0 / 3).squareRoot() / 6.0.squareRoot()) < 1e-6)
        #expect(PairedDifference([1]) == nil)
    }
}
