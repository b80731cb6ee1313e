import AssayAnswers
package import AssayRollouts

extension Problem {
    /// What verl's `data_source` says of these problems.
    package static let dataSource = "assay/templated"

    /// What a rollout begins with: the question alone, as the small model is told nothing of its tool.
    package var prompt: RolloutPrompt {
        RolloutPrompt(
            messages: [Message(.user, self.question)], groundTruth: ["\(self.answer)"], question: self.question,
            dataSource: Self.dataSource)
    }

    /// The row for verl.
    var row: VerlRow {
        VerlRow(
            dataSource: Self.dataSource, question: self.question, groundTruth: "\(self.answer)",
            solution: self.solution)
    }
}
