import AssayJSON
import AssayPages
package import AssayRewards

/// One self-contained HTML page about scored answers.
package struct ReportPage {
    /// What was scored, for the page's head: the names of files, the mode, the reward.
    package var title: String
    package var facts: [(name: String, value: String)] = []
    package let result: AnswerRun.Result
    /// The first lines that were left out.
    package var leftOut: [(number: Int, fault: LineFault)] = []
    private let scorer: AnswerScorer

    package init(title: String, result: AnswerRun.Result, scorer: AnswerScorer) {
        self.title = title
        self.result = result
        self.scorer = scorer
    }

    package func html() throws -> String {
        let template = try PageTemplate(PackageResources.report_mustache)
        return try Page(title: self.title, body: template.html(self.json)).html()
    }

    private var json: JSONValue {
        let tally = self.result.tally
        return [
            "title": .string(self.title),
            "facts": .array(self.facts.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "accuracy": .string(Figure.percent(tally.accuracy)),
            "right": .string(Figure.count(tally.correct)), "scored": .string(Figure.count(tally.scored)),
            "interval": tally.accuracyInterval.map { $0.scale(at: tally.accuracy) } ?? .null,
            "meanScore": .optional(tally.meanScore.map { Figure.decimal($0, digits: 3) }),
            "hasParts": .bool(tally.answersWithParts > 0), "parts": self.parts,
            "masked": .string(Figure.count(tally.masked)),
            "leftOut": .string(Figure.count(tally.leftOut)), "classes": .array(ErrorClass.allCases.map(self.row)),
            "tenths": self.tenths, "sections": .array(ErrorClass.allCases.compactMap(self.section)),
            "hasLines": .bool(!self.leftOut.isEmpty), "lines": self.lines,
        ]
    }

    private var parts: JSONValue {
        guard let parts = self.result.tally.meanParts else { return .null }
        return .array(
            zip(["logic", "calculation", "conclusion"], parts).map { name, mean in
                [
                    "name": .string(name), "mean": .string(Figure.decimal(mean, digits: 3)),
                    "width": .string(Figure.width(mean)),
                ]
            })
    }

    private func row(_ errorClass: ErrorClass) -> JSONValue {
        let share = self.result.tally.share(errorClass)
        return [
            "name": .string(errorClass.rawValue), "meaning": .string(errorClass.meaning),
            "count": .string(
                self.result.tally.looksFor(errorClass) ? Figure.count(self.result.tally.count(errorClass)) : "–"),
            "share": .string(Figure.percent(share)), "width": .string(Figure.width(share)),
            "hasExamples": .bool(!self.result.examples.of(errorClass).isEmpty),
        ]
    }

    /// How scores are spread; nothing where all of them are 0 or 1.
    private var tenths: JSONValue {
        let tally = self.result.tally
        guard tally.answersWithParts > 0, let most = tally.tenths.max(), most > 0 else { return .null }
        return .array(
            tally.tenths.enumerated().map { index, count in
                [
                    "from": .string(Figure.decimal(Double(index) / 10, digits: 1)),
                    "count": .string(Figure.count(count)),
                    "height": .string(Figure.width(Double(count) / Double(most))),
                ]
            })
    }

    private func section(_ errorClass: ErrorClass) -> JSONValue? {
        let cards = self.result.examples.of(errorClass).compactMap(self.card)
        guard !cards.isEmpty else { return nil }
        return [
            "name": .string(errorClass.rawValue), "meaning": .string(errorClass.meaning), "cards": .array(cards),
        ]
    }

    private func card(_ example: Example) -> JSONValue? {
        guard let value = try? JSONParser.parse(example.line),
            let answer = try? self.scorer.score(value, number: example.number, explains: true)
        else { return nil }
        return ExampleCard(number: example.number, answer: answer).json
    }

    private var lines: JSONValue {
        guard !self.leftOut.isEmpty else { return .null }
        return .array(
            self.leftOut.map { number, fault in
                ["number": .string(Figure.count(number)), "message": .string(fault.message)]
            })
    }
}

extension ErrorClass {
    /// What the class says of an answer, in a few words.
    package var meaning: String {
        switch self {
        case .calculation: "a claim that is arithmetically false"
        case .logicJump: "a number from nowhere, or an answer that nothing leads to"
        case .format: "no single final answer could be read"
        case .tool: "a tool run failed"
        case .wrongAnswer: "the final answer is wrong"
        }
    }
}
