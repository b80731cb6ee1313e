/// Scores responses. Pure: the same bytes give the same score, on any thread, without clock, locale or randomness.
package enum Scorer {
    /// The score of a response.
    ///
    /// - Throws: ``GroundTruthError`` where the truth cannot be compared in the task's mode.
    package static func score(_ task: ScoringTask) throws(GroundTruthError) -> Score {
        let conclusion = try Conclusion.of(task)
        switch task.reward {
        case .answer: return self.answerScore(task, conclusion)
        case .step, .letter: return StepScorer(task, conclusion).score
        }
    }

    private static func answerScore(_ task: ScoringTask, _ conclusion: Conclusion) -> Score {
        let hasFailedRun = task.turns.contains { !$0.toolRuns.allSatisfy(\.succeeded) }
        let isEarned = conclusion.isCorrect && task.turns.last?.toolRuns.allSatisfy(\.succeeded) == true
        let reward: Rational = isEarned ? 1 : task.mode == .verlMathDAPO ? -1 : 0
        var classes: [ErrorClass] = []
        if conclusion.isFormatFault { classes.append(.format) }
        if hasFailedRun { classes.append(.tool) }
        if !conclusion.isCorrect, !conclusion.isFormatFault { classes.append(.wrongAnswer) }
        return Score(
            reward: reward, isCorrect: conclusion.isCorrect, extracted: conclusion.extracted, parts: nil,
            turnRewards: Array(repeating: 0, count: max(0, task.turns.count - 1)) + [reward], classes: classes,
            warnings: conclusion.warnings,
            explanation: task.explains ? StepScorer(task, conclusion).explanation : nil)
    }
}

/// Why a ground truth cannot be used.
package struct GroundTruthError: Error, Sendable, Equatable, CustomStringConvertible {
    /// For a person, naming the truth and what is expected.
    package var description: String
}
