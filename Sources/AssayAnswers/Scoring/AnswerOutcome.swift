package import AssayJSON
package import AssayRewards
package import AssayScoring

/// What became of one answer, as far as statistics go.
package enum AnswerOutcome: Sendable, Equatable {
    case scored(Marks)
    /// A tool run ended by the server's doing: the answer says nothing about its model.
    case masked

    /// What a scored answer got.
    package struct Marks: Sendable, Equatable {
        package var score: Double
        package var isCorrect: Bool
        package var classes: [ErrorClass]
        /// Logic, calculation, conclusion; nil where only answers are scored.
        package var parts: [Double]?

        package init(score: Double, isCorrect: Bool, classes: [ErrorClass], parts: [Double]?) {
            self.score = score
            self.isCorrect = isCorrect
            self.classes = classes
            self.parts = parts
        }
    }

    package init(_ reply: ScoringReply) {
        guard case .scored(let score) = reply else {
            self = .masked
            return
        }
        let parts = score.parts.map { [$0.logic.double, $0.calculation.double, $0.conclusion.double] }
        self = .scored(
            Marks(score: score.reward.double, isCorrect: score.isCorrect, classes: score.classes, parts: parts))
    }

    /// Reads a line that `assay score` wrote; nil for any other.
    package init?(_ line: JSONValue) {
        guard let score = line["score"], let classes = line["classes"]?.array else { return nil }
        if score == .null {
            self = .masked
            return
        }
        guard let score = score.double, let isCorrect = line["correct"]?.bool else { return nil }
        let names = classes.compactMap { $0.string.flatMap(ErrorClass.init(rawValue:)) }
        guard names.count == classes.count else { return nil }
        let parts = ["logic", "calculation", "conclusion"].compactMap { line["parts"]?[$0]?.double }
        self = .scored(
            Marks(score: score, isCorrect: isCorrect, classes: names, parts: parts.count == 3 ? parts : nil))
    }
}
