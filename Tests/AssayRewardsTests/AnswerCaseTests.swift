import AssayJSON
import AssayRewards
import Testing

/// The cases of final answers that were agreed on, and the labels of real ones.
@Suite(.enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence))) struct AnswerCaseTests {
    private struct Case {
        let name: String
        let response: String
        let truth: String
        /// The strictest mode that takes the answer: `strict` (`####` and a numeral), `standard`, `flexible`; nil for none.
        let mode: String?
        let kind: String

        init?(_ object: JSONValue) {
            guard let name = object["id"]?.string, let truth = object["ground_truth"]?.string,
                let kind = object["kind"]?.string
            else { return nil }
            self.name = name
            self.truth = truth
            self.mode = object["min_mode"]?.string
            self.kind = kind
            self.response = object["response"]?.string ?? Self.long(object["response_gen"]) ?? ""
        }

        /// A text too long for the file: something between a prefix and a suffix, many times.
        private static func long(_ recipe: JSONValue?) -> String? {
            guard let part = recipe?["repeat"]?.string, let times = recipe?["times"]?.integer else { return nil }
            let middle = String(repeating: part, count: times)
            return (recipe?["prefix"]?.string ?? "") + middle + (recipe?["suffix"]?.string ?? "")
        }

        func score(_ mode: ScoringMode, normalizes: Bool = false) -> Score? {
            try? Scorer.score(
                ScoringTask(
                    turns: [AssistantTurn(text: self.response)], groundTruth: [self.truth], mode: mode,
                    normalizesGroundTruth: normalizes, explains: true))
        }
    }

    private static let cases = SharedData.objects("reward/cases.jsonl").compactMap(Case.init)

    @Test func everyCase() {
        #expect(Self.cases.count == 390)
        #expect(Self.cases.count { $0.kind == "must" } == 349)
        for item in Self.cases {
            let isStandard = item.mode == "strict" || item.mode == "standard"
            #expect((item.score(.math)?.isCorrect == true) == isStandard, "\(item.name) in mode math")
            if item.mode == "flexible" {
                #expect(item.score(.flexible, normalizes: true)?.isCorrect == true, "\(item.name) in mode flexible")
            } else if item.mode == nil {
                #expect(item.score(.flexible, normalizes: true)?.isCorrect != true, "\(item.name) in mode flexible")
            }
            if item.mode == "strict" { #expect(item.response.contains("####")) }
        }
    }

    /// Mode `standard` takes what mode `math` takes, where the truth is a bare number, and refuses every other truth.
    @Test func standardMode() {
        for item in Self.cases {
            let isBare = item.truth.wholeMatch(of: /-?[0-9]+(\.[0-9]+)?/) != nil
            let score = item.score(.standard)
            #expect((score != nil) == isBare, "\(item.name)")
            if isBare { #expect(score?.isCorrect == item.score(.math)?.isCorrect, "\(item.name)") }
        }
    }

    @Test(arguments: [ScoringMode.standard, .flexible, .math], [false, true])
    func labelledAnswers(_ mode: ScoringMode, _ isMarked: Bool) throws {
        #expect(LabelledAnswer.all.count == 5276)
        for answer in LabelledAnswer.all {
            let score = try answer.score(mode, isMarked: isMarked)
            #expect(score.isCorrect == answer.isCorrect, "\(answer.text.suffix(60)) | \(answer.truth)")
        }
    }
}
