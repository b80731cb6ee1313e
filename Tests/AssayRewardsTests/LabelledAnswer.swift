import AssayJSON
import AssayRewards

/// A published answer of a model to a test problem of GSM8K, and whether people found it right.
struct LabelledAnswer: Sendable {
    let text: String
    let truth: String
    let isCorrect: Bool

    /// 5,276 of them, which mark their answer with a line `A: 18`, but for eleven that do not.
    static let all: [LabelledAnswer] = SharedData.objects("data/gsm8k/example_model_solutions.jsonl").flatMap {
        object in
        let truth = object["ground_truth"]?.string?.split(separator: "A: ").last?.filter { $0 != "," } ?? ""
        return (object.object?.members ?? []).compactMap { member -> LabelledAnswer? in
            guard let text = member.value["solution"]?.string, let isCorrect = member.value["is_correct"]?.bool else {
                return nil
            }
            return LabelledAnswer(text: text, truth: truth, isCorrect: isCorrect)
        }
    }

    /// - Parameter isMarked: whether `####` marks the answer in place of `A:`.
    func score(_ mode: ScoringMode, isMarked: Bool) throws -> Score {
        let text = isMarked ? self.text.replacing("A: ", with: "#### ") : self.text
        return try Scorer.score(
            ScoringTask(turns: [AssistantTurn(text: text)], groundTruth: [self.truth], mode: mode))
    }
}
