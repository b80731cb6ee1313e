import AssayJSON
import AssayRewards
import Testing

/// verl's scorers, held to values that verl 0.9.1 computed and to the labels of real answers.
@Suite(.enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence))) struct VerlTests {
    private static let golden = SharedData.document("golden/golden_verl_0.9.1.json")

    private func rows(_ name: String) throws -> [JSONValue] {
        try #require(Self.golden?[name]?.array)
    }

    @Test func answersAsVerlFindsThem() throws {
        let rows = try self.rows("gsm8k_extract")
        #expect(rows.count == 47)
        for row in rows {
            let text = try #require(row["s"]?.string)
            #expect(VerlGSM8K.answer(text.utf8.span, method: .strict) == row["strict"]?.string, "\(text.suffix(60))")
            #expect(
                VerlGSM8K.answer(text.utf8.span, method: .flexible) == row["flexible"]?.string, "\(text.suffix(60))")
        }
    }

    @Test func scoresAsVerlGivesThem() throws {
        let rows = try self.rows("gsm8k_score")
        #expect(rows.count == 3008)
        for row in rows {
            let (text, truth) = (try #require(row["s"]?.string), try #require(row["gt"]?.string))
            let (format, full) = (try #require(row["format_score"]?.double), try #require(row["score"]?.double))
            let score = VerlGSM8K.score(
                text.utf8.span, truth: truth, method: row["method"]?.string == "strict" ? .strict : .flexible,
                formatScore: Rational(Int(format * 10), 10), score: Rational(Int(full * 10), 10))
            #expect(score.double == row["want"]?.double, "\(text.suffix(60)) | \(truth)")
        }
    }

    @Test func mathAsVerlScoresIt() throws {
        let rows = try self.rows("math_reward")
        #expect(rows.count == 19)
        for row in rows {
            let score = try self.score(row, .verlMath)
            #expect(score.reward.double == row["want"]?.double, "\(row.text)")
        }
    }

    @Test func mathDAPOAsVerlScoresIt() throws {
        let rows = try self.rows("math_dapo")
        #expect(rows.count == 11)
        for row in rows {
            let score = try self.score(row, .verlMathDAPO)
            #expect(score.reward.double == row["want"]?["score"]?.double, "\(row.text)")
            #expect(score.isCorrect == row["want"]?["acc"]?.bool, "\(row.text)")
            #expect(score.extracted == row["want"]?["pred"]?.string, "\(row.text)")
        }
    }

    private func score(_ row: JSONValue, _ mode: ScoringMode) throws -> Score {
        let text = try #require(row["s"]?.string)
        return try Scorer.score(
            ScoringTask(
                turns: [AssistantTurn(text: text)], groundTruth: [try #require(row["gt"]?.string)], mode: mode))
    }

    /// verl's strict scorer reads none of the published answers, and agrees with every label once they are marked `####`;
    /// its flexible one misses the two whose comma it keeps.
    @Test(arguments: [
        (ScoringMode.verlStrict, false, 0), (.verlStrict, true, 2001), (.verlFlexible, false, 1999),
        (.verlFlexible, true, 1999),
    ])
    func labelledAnswers(_ mode: ScoringMode, _ isMarked: Bool, _ right: Int) throws {
        var found = 0
        for answer in LabelledAnswer.all {
            let score = try answer.score(mode, isMarked: isMarked)
            if score.isCorrect { found += 1 }
            #expect(!score.isCorrect || answer.isCorrect)
        }
        #expect(found == right)
    }

    @Test(arguments: [
        ("openai/gsm8k", ScoringMode.verlStrict), ("HuggingFaceH4/MATH-500", .verlMath), ("math_dapo", .verlMathDAPO),
        ("aime2024", .verlMathDAPO), ("numina_olympiads", .math),
    ])
    func dataSources(_ name: String, _ mode: ScoringMode) throws {
        #expect(try DataSource.mode(of: name) == mode)
    }

    @Test func unknownDataSource() {
        let error = #expect(throws: DataSourceError.self) { try DataSource.mode(of: "gsm8k") }
        #expect(error?.description.contains("\"gsm8k\"") == true)
        #expect(error?.description.contains("openai/gsm8k, lighteval/MATH") == true)
    }

    @Test func oneTruthOnly() {
        #expect(throws: GroundTruthError.self) {
            try Scorer.score(
                ScoringTask(turns: [AssistantTurn(text: "#### 1")], groundTruth: ["1", "2"], mode: .verlStrict))
        }
    }
}
