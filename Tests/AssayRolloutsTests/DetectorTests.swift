import AssayJSON
import AssayOutcome
import AssayRewards
import AssayTools
import Testing

@testable import AssayRollouts

@Suite("Detectors")
struct DetectorTests {
    private func call(
        _ code: String, outcome: Outcome = .ok, name: String = "code_interpreter",
        wall: Duration = .milliseconds(5), cpu: Duration = .milliseconds(4)
    ) -> CallRecord {
        CallRecord(
            call: ToolCall(name: name, arguments: ToolArguments([("code", .string(code))])), observation: "6",
            output: "6", outcome: outcome, reward: nil, metrics: JSONObject(), code: code, standardError: "",
            executionID: "1", duration: wall, wall: wall, cpu: cpu)
    }

    private func findings(
        _ turns: [(text: String, calls: [CallRecord])], score: Double? = nil
    ) -> [Finding] {
        TrajectoryDetector().findings(in: self.trajectory(turns, score: score))
    }

    private func trajectory(
        _ turns: [(text: String, calls: [CallRecord])], score: Double? = nil
    ) -> Trajectory {
        let turns = turns.map { item -> Turn in
            var turn = Turn(text: item.text, content: HermesParser.parse(item.text).content)
            turn.calls = item.calls
            return turn
        }
        return Trajectory(
            identity: SampleIdentity(prompt: 0), prompt: .rectangle, turns: turns, stopReason: .completed,
            reward: score.map { TrajectoryReward(score: $0, isCorrect: $0 == 1) })
    }

    @Test func nothingIsWrongWithTheSeedsExample() {
        let turns = [
            (text: "2*(x+x+3)=30. " + Fixture.call, calls: [self.call("solve(2*(x + x + 3) - 30, x)")]),
            (text: "The area is 6×9=54.\n#### 54", calls: []),
        ]
        #expect(self.findings(turns, score: 1) == [])
    }

    @Test func voidTurns() {
        #expect(self.findings([("Let me think.", [])]) == [.voidTurn])
        #expect(self.findings([("The Answer Is 54", [])]) == [])
        #expect(self.findings([("答案是54", [])]) == [])
    }

    @Test func duplicateCalls() {
        let calls = [self.call("1"), self.call("2"), self.call("1")]
        #expect(self.findings([("", calls), ("#### 1", [])]) == [.duplicateCall])
    }

    @Test(arguments: [
        "<tool_response>\n6\n</tool_response>", "```output\n6\n```", "6\n<|im_start|>user", "6\nuser\nYes.",
    ])
    func fakedOutput(text: String) {
        #expect(self.findings([(text + " #### 54", [])]) == [.fakedOutput])
    }

    @Test func answerSpam() {
        #expect(self.findings([("#### 1\n#### 2\n\\boxed{3}", [])]) == [.answerSpam])
        #expect(self.findings([("\\boxed{54}\n#### 54", [])]) == [])
    }

    @Test func programsThatSearchOrSleep() {
        #expect(
            self.findings([("", [self.call("1", wall: .seconds(9), cpu: .seconds(8))]), ("#### 1", [])])
                == [.bruteForce])
        #expect(
            self.findings([("", [self.call("1", outcome: .timeout, wall: .seconds(30), cpu: .zero)]), ("#### 1", [])])
                == [.sleep])
    }

    @Test func guessing() {
        let calls = (1...3).map { self.call("\($0)", name: "calc_gsm8k_reward") }
        #expect(self.findings([("", calls), ("#### 1", [])]) == [.verdictGuessing])
    }

    @Test func callsThatCannotBeRead() {
        var unread = self.call("1", outcome: .error)
        unread.call.arguments = .invalid(text: "{", reason: "")
        var unknown = self.call("2", outcome: .error, name: "x")
        unknown.observation = "Unknown function 'x'. Available tools: []"
        #expect(self.findings([("", [unread, unknown]), ("#### 1", [])]) == [.parseFailure, .unknownTool])
    }

    @Test func errorsInsideWhatIsRewarded() {
        let turns = [(text: "", calls: [self.call("1", outcome: .error), self.call("2", outcome: .timeout)])]
        #expect(self.findings(turns, score: 0.5) == [.rewardedToolError, .rewardedToolError])
        #expect(self.findings(turns, score: 0) == [])
    }

    @Test func batches() {
        var masked = self.trajectory([("hm", [])])
        masked.stopReason = .toolFailure
        let report = DetectorReport([
            self.trajectory([("hm", []), ("hm", [])]), masked,
            self.trajectory([("", [self.call("1", outcome: .error)])]),
            self.trajectory([("#### 54", [])]),
        ])
        #expect(report.trajectories == 4)
        #expect(report.turns == 5)
        #expect(report.calls == 1)
        #expect(report.failedCalls == 1)
        #expect(report.masked == 1)
        #expect(report.occurrences == [.voidTurn: 3])
        #expect(report.affected == [.voidTurn: 2])
        #expect(report.json["detectors/void_turn"] == 3)
        #expect(report.json["detectors/void_turn_rate"] == .number(0.5))
        #expect(report.json["detectors/sleep"] == 0)
    }
}
