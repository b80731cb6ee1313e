import AssayJSON
import AssayRewards
import AssayScoring
import Testing

@testable import AssayAnswers

@Suite("Real answers", .enabled(if: SharedData.isThere, "needs ../shared beside the repository"))
struct RealAnswerTests {
    @Test("5,276 answers are judged as their authors' labels have it, in every reward", arguments: RewardKind.allCases)
    func labels(reward: RewardKind) async throws {
        let answers = try SharedData.realAnswers()
        var fixture = try RunFixture()
        fixture.fields.id = FieldPath("id")
        fixture.defaults.reward = reward
        try fixture.folder.write("answers", answers.map { $0.text + "\n" }.joined())
        let result = try await fixture.run("answers", out: "out").run { number, fault in
            Issue.record("\(number): \(fault)")
        }
        let lines = try fixture.lines("out")
        #expect(lines.map { $0["id"] } == answers.map { $0["id"] })
        #expect(zip(lines, answers).filter { $0["correct"] != $1["is_correct"] }.map(\.0).isEmpty)
        #expect(result.tally.scored == 5276 && result.tally.correct == 2001)
        #expect(lines.allSatisfy { (0...1).contains($0["score"]?.double ?? -1) })
        // Read again, the result tells the same.
        #expect(try Tally(ofResult: fixture.folder.file("out")) == result.tally)
    }

    @Test("GSM8K's own answers are truths as they are, joined by line, and score themselves right")
    func published() async throws {
        var fixture = try RunFixture()
        fixture.truths = try TruthReader(fields: AnswerFields(), keepsQuestions: true, longestLine: 1 << 20)
            .read(SharedData.path("gsm8k/test.jsonl")) { number, fault in Issue.record("\(number): \(fault)") }
        fixture.fields.response = FieldChoice(["answer"])
        let scorer = fixture.run("").scorer
        let run = AnswerRun(scorer: scorer, answers: SharedData.path("gsm8k/test.jsonl"), output: nil, origin: "")
        let tally = try await run.run().tally
        #expect(tally.scored == 1319 && tally.correct == 1319)
    }
}
