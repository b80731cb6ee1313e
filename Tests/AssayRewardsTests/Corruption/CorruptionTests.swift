import AssayRewards
import Mutation
import Testing

/// Every way to spoil a right solution is found as often as reward.md's table says, within one point.
@Suite(.enabled(if: SharedData.isPresent, "needs the folder shared beside the repository"))
struct CorruptionTests {
    /// Solutions that earn everything: one in three, which all corruptions together take seconds for.
    private static let right: [Problem] = SharedData.gold.enumerated().compactMap { index, problem in
        guard index % 3 == 0, let score = try? problem.score(), score.reward == 1 else { return nil }
        return problem
    }

    @Test(arguments: Corruption.allCases)
    func isFound(_ corruption: Corruption) throws {
        var generator = SeededGenerator(seed: 20_260_217)
        var (tried, annotated, stripped) = (0, 0, 0)
        let (errorClass, share, strippedShare) = corruption.expectation
        for problem in Self.right {
            guard let text = corruption.apply(to: problem, &generator) else { continue }
            tried += 1
            let spoiled = Problem(question: problem.question, solution: text, truth: problem.truth)
            if try spoiled.score().classes.contains(errorClass) { annotated += 1 }
            if try spoiled.score(spoiled.stripped).classes.contains(errorClass) { stripped += 1 }
        }
        try #require(tried > 700)
        let rate = 100 * Double(annotated) / Double(tried)
        #expect(rate >= share - 1, "\(corruption): \(rate) of \(tried)")
        if let strippedShare {
            let rate = 100 * Double(stripped) / Double(tried)
            #expect(rate >= strippedShare - 1, "\(corruption), stripped: \(rate) of \(tried)")
        }
    }
}
