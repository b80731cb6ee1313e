/// What a step reward weighs, and how strictly.
package struct StepRewardSettings: Sendable, Equatable {
    /// The weights of logic, calculation and conclusion. The seed's are 0.4, 0.3, 0.3.
    package var weights: (logic: Rational, calculation: Rational, conclusion: Rational)
    /// Whether a true claim counts only if its value is used on the way to the final answer.
    package var slice: Bool
    /// What the reward is multiplied by where the final answer is wrong: 0…1. The seed's letter is 1.
    package var gate: Rational

    package init(
        weights: (logic: Rational, calculation: Rational, conclusion: Rational) = (
            Rational(2, 5), Rational(3, 10), Rational(3, 10)
        ),
        slice: Bool = true, gate: Rational = .one
    ) {
        self.weights = weights
        self.slice = slice
        self.gate = gate
    }

    package static func == (left: StepRewardSettings, right: StepRewardSettings) -> Bool {
        left.weights == right.weights && left.slice == right.slice && left.gate == right.gate
    }
}
