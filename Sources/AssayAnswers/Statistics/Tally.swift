package import AssayJSON
package import AssayRewards

/// What is known of many answers: counts and sums.
package struct Tally: Sendable, Equatable {
    /// Answers that were scored.
    package private(set) var scored = 0
    package private(set) var correct = 0
    /// Answers that were not, for a tool run ended by the server's doing.
    package private(set) var masked = 0
    /// The sum of the scores, added in the order of the answers.
    package private(set) var scoreSum = 0.0
    /// The sums of logic, calculation and conclusion, over ``answersWithParts``.
    package private(set) var partSums = [0.0, 0.0, 0.0]
    package private(set) var answersWithParts = 0
    /// How many scores are in each tenth of 0…1; the last one has those of exactly 1 too.
    package private(set) var tenths = [Int](repeating: 0, count: 10)
    /// How many answers have an error of each class, in the order of the cases.
    private var classCounts = [Int](repeating: 0, count: ErrorClass.allCases.count)
    /// How many lines were left out, in the order of the kinds.
    private var faultCounts = [Int](repeating: 0, count: LineFault.Kind.allCases.count)

    package init() {}

    package mutating func add(_ outcome: AnswerOutcome) {
        guard case .scored(let marks) = outcome else {
            self.masked += 1
            return
        }
        self.scored += 1
        if marks.isCorrect { self.correct += 1 }
        self.scoreSum += marks.score
        self.tenths[max(0, min(9, Int(marks.score * 10)))] += 1
        if let parts = marks.parts {
            self.answersWithParts += 1
            for (index, part) in parts.enumerated() { self.partSums[index] += part }
        }
        for (index, errorClass) in ErrorClass.allCases.enumerated() where marks.classes.contains(errorClass) {
            self.classCounts[index] += 1
        }
    }

    package mutating func add(_ kind: LineFault.Kind) {
        if let index = LineFault.Kind.allCases.firstIndex(of: kind) { self.faultCounts[index] += 1 }
    }

    package func count(_ errorClass: ErrorClass) -> Int {
        ErrorClass.allCases.firstIndex(of: errorClass).map { self.classCounts[$0] } ?? 0
    }

    package func count(_ kind: LineFault.Kind) -> Int {
        LineFault.Kind.allCases.firstIndex(of: kind).map { self.faultCounts[$0] } ?? 0
    }

    /// Lines that were left out.
    package var leftOut: Int { self.faultCounts.reduce(0, +) }

    /// Right answers among those scored; nil where none was.
    package var accuracy: Double? { self.share(of: self.correct) }

    package var accuracyInterval: WilsonInterval? {
        WilsonInterval(successes: self.correct, trials: self.scored)
    }

    package var meanScore: Double? { self.scored > 0 ? self.scoreSum / Double(self.scored) : nil }

    /// Means of logic, calculation and conclusion; nil where no answer has parts.
    package var meanParts: [Double]? {
        self.answersWithParts > 0 ? self.partSums.map { $0 / Double(self.answersWithParts) } : nil
    }

    /// The share of scored answers that so many are.
    package func share(of count: Int) -> Double? {
        self.scored > 0 ? Double(count) / Double(self.scored) : nil
    }

    /// The share of scored answers with an error of that class; nil where that class was not looked for.
    package func share(_ errorClass: ErrorClass) -> Double? {
        self.looksFor(errorClass) ? self.share(of: self.count(errorClass)) : nil
    }

    /// Whether the steps of answers were read, or the class needs only the final answer.
    package func looksFor(_ errorClass: ErrorClass) -> Bool {
        switch errorClass {
        case .calculation, .logicJump: self.answersWithParts > 0
        case .format, .tool, .wrongAnswer: true
        }
    }
}

// MARK: - JSON

extension Tally {
    /// What ``init(_:)`` reads again.
    package var json: JSONValue {
        [
            "scored": .integer(self.scored), "correct": .integer(self.correct), "masked": .integer(self.masked),
            "score_sum": .number(self.scoreSum), "part_sums": .array(self.partSums.map(JSONValue.number)),
            "answers_with_parts": .integer(self.answersWithParts),
            "tenths": .array(self.tenths.map(JSONValue.integer)),
            "classes": .array(self.classCounts.map(JSONValue.integer)),
            "left_out": .array(self.faultCounts.map(JSONValue.integer)),
        ]
    }

    /// - Returns: nil for what ``json`` does not write.
    package init?(_ json: JSONValue) {
        func integers(_ name: String, _ count: Int) -> [Int]? {
            let values = json[name]?.array?.compactMap(\.integer)
            return values?.count == count ? values : nil
        }
        guard let scored = json["scored"]?.integer, let correct = json["correct"]?.integer,
            let masked = json["masked"]?.integer, let scoreSum = json["score_sum"]?.double,
            let partSums = json["part_sums"]?.array?.compactMap(\.double), partSums.count == 3,
            let answersWithParts = json["answers_with_parts"]?.integer, let tenths = integers("tenths", 10),
            let classes = integers("classes", ErrorClass.allCases.count),
            let leftOut = integers("left_out", LineFault.Kind.allCases.count)
        else { return nil }
        (self.scored, self.correct, self.masked, self.scoreSum) = (scored, correct, masked, scoreSum)
        (self.partSums, self.answersWithParts, self.tenths) = (partSums, answersWithParts, tenths)
        (self.classCounts, self.faultCounts) = (classes, leftOut)
    }
}
