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
}
