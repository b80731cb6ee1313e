import AssayRewards
import Testing

/// How final answers are found, read and compared.
@Suite struct FinalAnswerTests {
    private func score(
        _ response: String, _ truths: String..., mode: ScoringMode = .standard, normalizes: Bool = false
    ) throws -> Score {
        try Scorer.score(
            ScoringTask(
                turns: [AssistantTurn(text: response)], groundTruth: truths, mode: mode,
                normalizesGroundTruth: normalizes))
    }

    @Test(
        arguments: [
            ("#### 72", "72"), ("#### 5\n#### 72\n#### \n", "72"), ("#### 72 #### ", "72"),
            ("####72 clips", "72 clips"),
            (#"\boxed{5} #### 72"#, "72"), ("#### 5</think>so \\boxed{72}", "72"),
            (#"\boxed{\frac{1}{2}}"#, #"\frac{1}{2}"#),
            (#"\boxed{72} then \boxed{}"#, "72"), (#"\boxed 72$ and"#, "72"), (#"\fbox{72}"#, "72"),
            (#"\boxed{72"#, nil),
            ("<answer>5</answer><ANSWER> 72 </Answer>", "72"), ("<answer>72", nil), ("The answer is 72.", "72."),
            ("The answer is 5. The final answer: **72", "72"), ("The answer is:\n72", nil), ("Answer : $72", "$72"),
            ("最终答案是72", "72"), ("答案：72", "72"), ("答:72", "72"), ("A: 5\nA: 72", "72"), ("A: 72\nA:", nil),
            ("so it is 72", nil), ("＃＃＃＃ ７２", "72"), ("###\u{200b}# 72", "72"),
        ] as [(String, String?)])
    func marks(_ response: String, _ answer: String?) throws {
        #expect(try self.score(response, "72").extracted == answer)
        if answer == nil { #expect(try self.score(response, "72").classes == [.format]) }
    }

    @Test(
        arguments: [
            ("so it is 72", "72"), ("72 of 5-3", "3"), ("x^2", nil), ("about 1,234.5 m", "1,234.5"),
            ("it is -.5", "-.5"),
            (#"\frac12"#, "2"), ("no number", nil),
        ] as [(String, String?)])
    func lastNumber(_ response: String, _ answer: String?) throws {
        #expect(try self.score(response, "72", mode: .flexible).extracted == answer)
    }

    @Test(arguments: [
        ("72.0", "72", true), ("$1,234.50", "1234.5", true), ("72 clips", "72", true), ("8 * 9 = 72", "72", true),
        ("50%", "50", true), ("50%", "0.5", true), ("1/2", "0.5", true), ("2 1/2", "2.5", true), ("-5", "5", false),
        ("72 or 73", "72", false), ("70 + 2", "72", true), ("x = 72", "72", true), ("x = 1 or x = 72", "72", false),
        ("x = 1, x = 72", "72", false), ("x = 8, 9x = 72", "72", true), ("1e3", "1000", true),
        ("3 million", "3000000", true), ("71.9999999999", "72", true), ("71.999", "72", false), ("", "72", false),
        ("**72**", "72", true), ("(B) 72", "72", true), ("72°", "72", true), ("5!", "120", false), ("5!", "5", true),
        (#"\sqrt{4}"#, "2", true), (#"\sqrt{4}"#, "4", false), ("sqrt(4)", "4", false), ("2 π", "2", false),
        (#"\log_2 8 = 3"#, "3", true), (#"\pm 72"#, "72", false), ("七十二", "72", false), ("７２", "72", true),
    ])
    func readings(_ answer: String, _ truth: String, _ isRight: Bool) throws {
        let score = try self.score("#### " + answer, truth)
        #expect(score.isCorrect == isRight)
        #expect(score.reward == (isRight ? 1 : 0))
    }

    @Test(arguments: [
        ("", ScoringMode.standard), ("1,234", .standard), ("3/4", .flexible), ("#### 72", .standard),
        ("72 ", .standard),
        ("+5", .standard), ("5.", .standard), ("", .math), (" ", .math),
    ])
    func refusedTruths(_ truth: String, _ mode: ScoringMode) {
        #expect(throws: GroundTruthError.self) { try self.score("#### 72", truth, mode: mode) }
    }

    @Test(arguments: [
        ("1,234", "1234"), ("#### 72", "72"), ("$3/4", "3/4"), ("25%", "25"), ("72 clips.", "72"), ("７２", "72"),
        ("72 ", "72"),
    ])
    func normalizedTruths(_ truth: String, _ value: String) throws {
        let score = try self.score("#### " + value, truth, normalizes: true)
        #expect(score.isCorrect)
        #expect(score.warnings == ["ground truth \"\(truth)\" was read as \(value)"])
    }

    @Test func truthsThatAreNoNumber() {
        for truth in ["72 or 73", "x+1", "1/0", "seventy"] {
            #expect(throws: GroundTruthError.self) { try self.score("#### 72", truth, normalizes: true) }
        }
        #expect(throws: GroundTruthError.self) { try Scorer.score(ScoringTask(turns: [], groundTruth: [])) }
    }

    /// The final answer must name every truth, each apart, and nothing else.
    @Test(arguments: [
        ("故事书50本,科技书70本", true), ("科技书70本，故事书50本", true), ("50 and 70", true), ("(50, 70)", true),
        (#"\{70, 50\}"#, true), ("50、70", true), ("story books = 50, science books = 70", true), ("50", false),
        ("50, 50", false), ("50, 70, 90", false), ("50, 71", false), ("120", false), ("50 70", false), ("", false),
    ])
    func severalTruths(_ answer: String, _ isRight: Bool) throws {
        #expect(try self.score("#### " + answer, "50", "70").isCorrect == isRight)
        #expect(try self.score("#### " + answer, "50", "70", mode: .math).isCorrect == isRight)
    }

    @Test func severalMathematicalTruths() throws {
        #expect(try self.score(#"\boxed{x^2, \frac{1}{2}}"#, "0.5", "x*x", mode: .math).isCorrect)
        #expect(try !self.score(#"\boxed{x^2, \frac{1}{2}}"#, "0.5", "x", mode: .math).isCorrect)
    }

    @Test func longAnswersAreCut() throws {
        let blank = String(repeating: " a", count: 198)
        #expect(try self.score("#### 72" + blank + " b c", "72").isCorrect)
        #expect(try self.score("#### 72" + blank + " 1234", "72").classes == [.format])
        let digits = String(repeating: "9", count: 1000)
        #expect(try !self.score("#### " + digits, digits).isCorrect)
    }

    @Test func aTurnWithAFailedRunEarnsNothing() throws {
        let failed = ToolRun(succeeded: false, output: "")
        let turns = [AssistantTurn(text: "first"), AssistantTurn(text: "#### 72", toolRuns: [failed])]
        let score = try Scorer.score(ScoringTask(turns: turns, groundTruth: ["72"]))
        #expect(score.isCorrect)
        #expect(score.reward == 0)
        #expect(score.turnRewards == [0, 0])
        #expect(score.classes == [.tool])
    }
}
