/// R = w₁·L + w₂·C + w₃·A over the whole chain of a response: reward.md, section 2.
///
/// L is the mean over the steps that bear logic, and the link from them to the final answer, of whether every operand
/// comes from somewhere. C is the share of claims that hold, tool runs being claims. A is whether the final answer is
/// right. Every summand belongs to a turn; those of a turn in which a tool run failed are 0, the denominators stay.
struct StepReward {
    /// So many of so many, by turn.
    private struct Share {
        private(set) var count = 0
        private(set) var earned: [Int]

        init(turns: Int) { self.earned = Array(repeating: 0, count: turns) }

        mutating func add(_ isEarned: Bool, turn: Int) {
            self.count += 1
            if isEarned { self.earned[turn] += 1 }
        }

        /// What a turn has of the whole.
        func part(_ turn: Int) -> Rational {
            self.earned[turn] == 0 ? 0 : Rational(self.earned[turn], self.count)
        }
    }

    private(set) var turnRewards: [Rational] = []
    private(set) var parts: (logic: Rational, calculation: Rational, conclusion: Rational) = (0, 0, 0)

    init(
        _ claims: [Claim], _ steps: [Step], _ logic: StepLogic, _ task: ScoringTask, isCorrect: Bool
    ) {
        let last = task.turns.count - 1
        var (grounded, held) = (Share(turns: last + 1), Share(turns: last + 1))
        let slices = task.settings.slice
        for (step, verdict) in zip(steps, logic.steps) {
            let claims = claims[step.claims]
            for claim in claims where !slices || claim.isUsed || !claim.holds { held.add(claim.holds, turn: step.turn) }
            guard verdict.isBearing else { continue }
            let counts = !slices || !verdict.ungrounded.isEmpty || claims.contains { $0.isUsed }
            if counts { grounded.add(verdict.ungrounded.isEmpty, turn: step.turn) }
        }
        let runsTools = task.turns.contains { !$0.toolRuns.isEmpty }
        grounded.add(logic.derivesAnswer && (grounded.count > 0 || runsTools), turn: last)
        for (index, turn) in task.turns.enumerated() {
            for run in turn.toolRuns { held.add(run.succeeded, turn: index) }
        }
        self.settle(task, grounded, held, isCorrect: isCorrect)
    }

    private mutating func settle(_ task: ScoringTask, _ grounded: Share, _ held: Share, isCorrect: Bool) {
        let weights = task.settings.weights
        for (index, turn) in task.turns.enumerated() {
            guard turn.toolRuns.allSatisfy(\.succeeded) else {
                self.turnRewards.append(0)
                continue
            }
            let logic = grounded.part(index)
            let calculation = held.part(index)
            let conclusion: Rational = isCorrect && index == task.turns.count - 1 ? 1 : 0
            self.parts.logic = self.parts.logic + logic
            self.parts.calculation = self.parts.calculation + calculation
            self.parts.conclusion = conclusion
            let reward = weights.logic * logic + weights.calculation * calculation + weights.conclusion * conclusion
            self.turnRewards.append(isCorrect ? reward : reward * task.settings.gate)
        }
    }
}
