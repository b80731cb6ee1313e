import AssayJSON
import Mutation
import Testing

@testable import AssayRollouts

@Suite("Fuzz: lines of a trajectory log")
struct TrajectoryFuzzTests {
    private static let words = [
        "null", "true", "-1", "1e999", "2147483648", "\"\"", "[]", "{}", "turns", "calls", "response_mask", "score",
    ]

    @Test("what is read of a broken line is written and read the same, or it is refused")
    func brokenLines() {
        let corpus = [JSONWriter.bytes(LogTests.trajectory.json)]
        let fault = Campaign(fewest: 20).run(corpus: corpus, words: Self.words) { bytes, _ in
            guard let value = try? JSONParser.parse(bytes), let trajectory = try? Trajectory(value) else { return nil }
            let again = try? Trajectory(trajectory.json)
            return again == trajectory ? nil : "\(trajectory) is read as \(String(describing: again))"
        }
        #expect(fault == nil)
    }
}
