import AssayRewards
import Testing

/// Logic of the first step, calculation of the second, conclusion of the third.
@Suite struct LetterRewardTests {
    private func score(_ turns: [(text: String, runs: [ToolRun])], gate: Rational = 1) throws -> Score {
        let score = try Scorer.score(
            ScoringTask(
                turns: turns.map { AssistantTurn(text: $0.text, toolRuns: $0.runs) }, groundTruth: ["72"],
                question: "48 clips, and half as many", reward: .letter, settings: StepRewardSettings(gate: gate)))
        #expect(score.turnRewards.reduce(0, +) == score.reward)
        return score
    }

    private func parts(_ text: String) throws -> [Rational] {
        let parts = try #require(try self.score([(text, [])]).parts)
        return [parts.logic, parts.calculation, parts.conclusion]
    }

    @Test func threeSteps() throws {
        #expect(try self.parts("48/2 = 24\n48+24 = 72\nSo 72 it is.\n#### 72") == [1, 1, 1])
        #expect(try self.parts("48/5 = 9.6\n48+24 = 73\n#### 72") == [0, 0, 1])
        // It sees nothing of a false first step, nor of a second that starts from nowhere.
        #expect(try self.parts("48/2 = 25\n51+24 = 75\n#### 72") == [1, 1, 1])
        #expect(try self.parts("48/2 = 24\n48+24 = 72, 72*2 = 143\n#### 143") == [1, Rational(1, 2), 0])
    }

    @Test func missingStepsEarnNothing() throws {
        #expect(try self.parts("48+24 = 72\n#### 72") == [0, 0, 1])
        #expect(try self.parts("48*3/2 = 72\n#### 72") == [0, 0, 1])
        #expect(try self.parts("#### 72") == [0, 0, 1])
    }

    @Test func turns() throws {
        let right = try self.score([
            ("48/2 = 24", []), ("", [ToolRun(succeeded: true, output: "72")]), ("#### 72", []),
        ])
        #expect(right.turnRewards == [Rational(2, 5), Rational(3, 10), Rational(3, 10)])
        let failed = try self.score([
            ("48/2 = 24", []), ("48+24 = 72", [ToolRun(succeeded: false, output: "")]), ("#### 72", []),
        ])
        #expect(failed.turnRewards == [Rational(2, 5), 0, Rational(3, 10)] && failed.classes == [.tool])
        let gated = try self.score([("48/2 = 24", []), ("#### 24", [])], gate: Rational(1, 2))
        #expect(gated.turnRewards == [Rational(1, 5), 0])
    }
}
