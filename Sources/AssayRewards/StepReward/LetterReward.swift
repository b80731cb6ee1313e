/// R by the letter of the seed: w₁ · logic of the first step + w₂ · calculation of the second + w₃ · conclusion.
///
/// A step is what ``StepSplitter`` makes of the turns, one after the other; a turn without any that ran tools is a step
/// by itself. Logic belongs to the turn of the first step, calculation to that of the second, the conclusion to the last
/// turn; those of a turn in which a tool run failed are 0. The slice does not apply, the gate does.
struct LetterReward {
    private(set) var turnRewards: [Rational] = []
    private(set) var parts: (logic: Rational, calculation: Rational, conclusion: Rational) = (0, 0, 0)

    /// A step with the turn that it stands in; the index of one that its turn's tool runs make is nil.
    private struct Place {
        let turn: Int
        let step: Int?
        let endsTurn: Bool
    }

    init(_ claims: [Claim], _ steps: [Step], _ logic: StepLogic, _ task: ScoringTask, isCorrect: Bool) {
        self.turnRewards = Array(repeating: 0, count: task.turns.count)
        let places = Self.places(steps, task.turns)
        if let step = places.first?.step, logic.steps[step].isBearing, logic.steps[step].ungrounded.isEmpty {
            self.parts.logic = self.earn(1, task.settings.weights.logic, turn: places[0].turn, task)
        }
        if places.count > 1 {
            let share = Self.calculation(places[1], claims, steps, task.turns)
            self.parts.calculation = self.earn(share, task.settings.weights.calculation, turn: places[1].turn, task)
        }
        if isCorrect {
            self.parts.conclusion = self.earn(
                1, task.settings.weights.conclusion, turn: task.turns.count - 1, task)
        } else {
            self.turnRewards = self.turnRewards.map { $0 * task.settings.gate }
        }
    }

    private static func places(_ steps: [Step], _ turns: [AssistantTurn]) -> [Place] {
        var (places, next): ([Place], Int) = ([], 0)
        for (index, turn) in turns.enumerated() {
            let first = next
            while next < steps.count, steps[next].turn == index {
                next += 1
                places.append(
                    Place(turn: index, step: next - 1, endsTurn: next == steps.count || steps[next].turn != index))
            }
            if next == first, !turn.toolRuns.isEmpty { places.append(Place(turn: index, step: nil, endsTurn: true)) }
        }
        return places
    }

    private static func calculation(
        _ place: Place, _ claims: [Claim], _ steps: [Step], _ turns: [AssistantTurn]
    ) -> Rational {
        var verdicts = place.step.map { claims[steps[$0].claims].map(\.holds) } ?? []
        if place.endsTurn { verdicts += turns[place.turn].toolRuns.map(\.succeeded) }
        return verdicts.isEmpty ? 0 : Rational(verdicts.count { $0 }, verdicts.count)
    }

    /// What a part comes to after tool runs that failed.
    private mutating func earn(_ part: Rational, _ weight: Rational, turn: Int, _ task: ScoringTask) -> Rational {
        guard task.turns[turn].toolRuns.allSatisfy(\.succeeded) else { return 0 }
        self.turnRewards[turn] = self.turnRewards[turn] + weight * part
        return part
    }
}
