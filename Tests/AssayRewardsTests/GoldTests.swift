import AssayJSON
import AssayRewards
import Testing

/// Right solutions earn full marks, and people's judgement of wrong ones is met.
@Suite(.enabled(if: SharedData.isPresent, "needs the folder shared beside the repository"))
struct GoldTests {
    private func check(share: Double, mean: Double, slice: Bool, _ text: (Problem) -> String) throws {
        var (full, sum) = (0, 0.0)
        for problem in SharedData.gold {
            let score = try problem.score(text(problem), slice: slice)
            #expect(score.isCorrect)
            if score.reward == 1 { full += 1 }
            sum += score.reward.double
        }
        let count = Double(SharedData.gold.count)
        #expect(count == 8792)
        #expect(Double(full) / count >= share)
        #expect(sum / count >= mean)
    }

    @Test func annotatedGoldEarnsFullMarks() throws {
        try self.check(share: 0.93, mean: 0.985, slice: true, \.solution)
    }

    @Test func strippedGoldEarnsFullMarks() throws {
        try self.check(share: 0.90, mean: 0.985, slice: false, \.stripped)
    }

    @Test func processTellsRightAnswersFromWrongOnes() throws {
        var sums: [Bool: (sum: Double, count: Double)] = [:]
        for problem in SharedData.modelAnswers {
            let score = try problem.score()
            sums[score.isCorrect, default: (0, 0)].sum += score.reward.double
            sums[score.isCorrect, default: (0, 0)].count += 1
        }
        let (right, wrong) = (sums[true] ?? (0, 0), sums[false] ?? (0, 0))
        #expect(right.count == 2001 && wrong.count == 3275)
        #expect(right.sum / right.count >= 0.985)
        #expect(wrong.sum / wrong.count <= 0.68)
    }

    /// In the steps before the first error that people marked, at most one in two hundred is called false.
    @Test func peopleAgreeOnFalseClaims() throws {
        var (steps, flags) = (0, 0)
        for object in SharedData.objects("data/mr-gsm8k/labelled_steps.jsonl")
        where object["question_type"]?.string != "POT" {
            let texts = object["steps"]?.array?.compactMap(\.string) ?? []
            let question = try #require(object["question"]?.string)
            let error = try #require(object["first_error_step"]?.integer)
            let text = texts.joined(separator: "\n")
            let score = try Scorer.score(
                ScoringTask(
                    turns: [AssistantTurn(text: text)], groundTruth: ["0"], question: question, reward: .step,
                    explains: true))
            let explanation = try #require(score.explanation)
            let before = explanation.steps.prefix(error - 1)
            steps += before.count
            flags += before.count { $0.claims.contains { !$0.holds } }
        }
        #expect(steps > 1400)
        #expect(Double(flags) <= 0.005 * Double(steps))
    }
}
