/// Scores a response by its steps.
struct StepScorer {
    let task: ScoringTask
    let conclusion: Conclusion
    let turns: [ReadResponse.Turn]
    let steps: [Step]
    let claims: [Claim]
    let logic: StepLogic

    init(_ task: ScoringTask, _ conclusion: Conclusion) {
        self.task = task
        self.conclusion = conclusion
        let givens = task.question.map { ReadResponse.givens($0, task.turns) }
        var response = ReadResponse(task.turns, tracksOrigins: task.explains)
        self.logic = StepLogic(&response.reader, turns: task.turns, givens: givens, answers: conclusion.readings)
        (self.turns, self.steps) = (response.turns, response.reader.steps)
        if task.settings.slice || task.explains {
            response.reader.markUsed(answers: conclusion.readings)
        }
        self.claims = response.reader.claims
    }

    var score: Score {
        let (turnRewards, parts) = self.rewards
        return Score(
            reward: turnRewards.reduce(0, +), isCorrect: self.conclusion.isCorrect,
            extracted: self.conclusion.extracted, parts: parts, turnRewards: turnRewards, classes: self.classes,
            warnings: self.conclusion.warnings, explanation: self.task.explains ? self.explanation : nil)
    }

    private typealias Parts = (logic: Rational, calculation: Rational, conclusion: Rational)

    private var rewards: ([Rational], Parts) {
        if self.task.reward == .letter {
            let letter = LetterReward(
                self.claims, self.steps, self.logic, self.task, isCorrect: self.conclusion.isCorrect)
            return (letter.turnRewards, letter.parts)
        }
        let step = StepReward(self.claims, self.steps, self.logic, self.task, isCorrect: self.conclusion.isCorrect)
        return (step.turnRewards, step.parts)
    }

    var classes: [ErrorClass] {
        var classes: [ErrorClass] = []
        if self.claims.contains(where: { !$0.holds }) { classes.append(.calculation) }
        let isLost = !self.conclusion.readings.isEmpty && !self.logic.derivesAnswer
        if isLost || self.logic.steps.contains(where: { !$0.ungrounded.isEmpty }) { classes.append(.logicJump) }
        if self.conclusion.isFormatFault { classes.append(.format) }
        if self.task.turns.contains(where: { !$0.toolRuns.allSatisfy(\.succeeded) }) { classes.append(.tool) }
        if !self.conclusion.isCorrect, !self.conclusion.isFormatFault { classes.append(.wrongAnswer) }
        return classes
    }
}
