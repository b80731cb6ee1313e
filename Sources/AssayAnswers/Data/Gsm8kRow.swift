package import AssayJSON
import AssayRewards
import AssayScoring

/// One problem of GSM8K in the row form that verl's data preparation writes.
package struct Gsm8kRow: Sendable {
    /// What the seed tells the model first.
    package static let systemMessage =
        "You are a precise math tutor. Always reason step-by-step and use tools to verify calculations."

    package let question: String
    /// The published solution, which ends with `#### 72`.
    package let answer: String
    /// The number behind `####`, without commas.
    package let groundTruth: String

    /// Reads a line of GSM8K: `{"question": …, "answer": …}`.
    /// - Throws: where a field is missing, or its own solution would not be scored as right.
    package init(_ line: JSONValue) throws(LineFault) {
        guard let question = line["question"]?.string, !question.isEmpty else {
            throw LineFault(.field, "no question")
        }
        guard let answer = line["answer"]?.string else { throw LineFault(.field, "no answer") }
        guard answer.contains("####"), let truth = Truth.ofSolution(.string(answer)).string else {
            throw LineFault(.noTruth, "no #### in the answer")
        }
        self.question = question
        self.answer = answer
        self.groundTruth = truth
        let task = ScoringTask(turns: [AssistantTurn(text: answer)], groundTruth: [truth], question: question)
        let score: Score
        do throws(GroundTruthError) {
            score = try Scorer.score(task)
        } catch {
            throw LineFault(.truth, error.description)
        }
        guard score.reward == .one else {
            throw LineFault(.truth, "the answer is not scored as right for \(truth)")
        }
    }

    /// The row for verl.
    package var verl: VerlRow {
        VerlRow(
            dataSource: "openai/gsm8k", question: self.question, groundTruth: self.groundTruth, solution: self.answer)
    }
}
