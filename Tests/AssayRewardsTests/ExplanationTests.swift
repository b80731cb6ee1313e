import AssayRewards
import Testing

/// Places are bytes of what the model wrote, whatever reading it changed.
@Suite struct ExplanationTests {
    private func explain(_ turns: [AssistantTurn], _ truth: String, _ question: String) throws -> Explanation {
        let score = try Scorer.score(
            ScoringTask(
                turns: turns, groundTruth: [truth], question: question, reward: .step, explains: true))
        return try #require(score.explanation)
    }

    private func slice(_ text: String, _ span: Range<Int>?) -> String? {
        span.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    }

    @Test func everyStepAndClaim() throws {
        let text = "Natalia sold 48/2 = <<48/2=24>>24 clips.\nThen 48+24 = <<48+24=73>>73 clips.\n#### 73"
        let explanation = try self.explain([AssistantTurn(text: text)], "72", "48 clips, and half as many")
        #expect(
            explanation.steps.map { self.slice(text, $0.span) }
                == text.split(separator: "\n").dropLast().map(String.init))
        #expect(explanation.answerMark == "####" && explanation.answerIsDerived)
        let claims = explanation.steps.flatMap(\.claims)
        #expect(claims.map(\.text) == ["<<48/2=24>>", "<<48+24=73>>"])
        #expect(claims.map(\.holds) == [true, false])
        #expect(claims.map(\.verdict) == ["exact", "mismatch"])
        #expect(!claims.contains { !$0.isUsed })
        let fault = try #require(explanation.faults.first)
        #expect(fault.errorClass == .calculation && fault.step == 1 && fault.turn == 0)
        #expect(self.slice(text, fault.span) == "<<48+24=73>>")
        #expect(fault.message == "the left side is 72, not 73")
        #expect(explanation.faults.map(\.errorClass) == [.calculation, .wrongAnswer])
    }

    @Test func placesSurviveRewriting() throws {
        let claims = [
            "４８÷２＝２４", "$\\frac{48}{2} \\times 2 = 48", "7 − 2 = 5", "2½ × 2 = 5", "1\u{200b}2 + 1 = 13",
            "25 % × 4 = 1",
        ]
        for claim in claims {
            let text = "前面的文字 é\r\n<<1+1=2>>我们有 \(claim)，然后。\n#### 1"
            let explanation = try self.explain([AssistantTurn(text: text)], "1", "题目")
            let found = try #require(explanation.steps.last?.claims.last, "\(claim)")
            #expect(found.text == claim.drop { $0 == "$" })
            #expect(self.slice(text, found.span) == found.text)
        }
    }

    @Test func operandsFromNowhere() throws {
        let turns = [
            AssistantTurn(text: "5+7 = 12", toolRuns: [ToolRun(succeeded: false, output: "")]),
            AssistantTurn(text: "步骤 2: 12 + 31 = 43\n答案: 44"),
        ]
        let explanation = try self.explain(turns, "44", "5 and 7")
        #expect(explanation.steps.map(\.turn) == [0, 1])
        #expect(explanation.steps.map(\.ungrounded) == [[], ["31"]])
        #expect(explanation.faults.map(\.errorClass) == [.logicJump, .logicJump, .tool])
        #expect(
            explanation.faults[0].turn == 1 && self.slice(turns[1].text, explanation.faults[0].span) == "12 + 31 = 43")
        #expect(explanation.faults[1].step == nil && explanation.faults[2].turn == 0)
        #expect(!explanation.answerIsDerived && explanation.answerMark == "phrase")
    }

    @Test func equations() throws {
        let text = "3x + 5 = 20\n3x = 18\nx = 5\n#### 5"
        let explanation = try self.explain([AssistantTurn(text: text)], "5", "3 times a number and 5 is 20")
        // 3x + 5 = 20 holds at 5, 3x = 18 does not: the slip is charged to the step that follows it.
        #expect(
            explanation.steps.map { $0.claims.map(\.verdict) } == [
                ["preceding_slip"], ["preceding_slip"], ["mismatch"],
            ])
    }

    @Test func onlyTheEndOfALongResponseIsRead() throws {
        let filler = String(repeating: "文字 1+1=3\n", count: 10_000)
        let text = filler + "2+2 = 4\n#### 4"
        let explanation = try self.explain([AssistantTurn(text: text)], "4", "two and two")
        #expect(explanation.steps.count == 64)
        #expect(explanation.steps.last.map { self.slice(text, $0.span) } == "2+2 = 4")
        #expect(explanation.steps.dropLast().allSatisfy { self.slice(text, $0.span) == "文字 1+1=3" })
    }
}
