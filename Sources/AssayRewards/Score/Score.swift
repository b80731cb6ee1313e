/// What a response was worth, and why.
package struct Score: Sendable {
    /// 0…1, exact; −1 or 1 in mode `verl-math-dapo`.
    package var reward: Rational
    /// Whether the final answer is right.
    package var isCorrect: Bool
    /// The final answer as found in the response; nil where there is none.
    package var extracted: String?
    /// The three parts of a step reward, each 0…1; nil for ``RewardKind/answer``.
    package var parts: (logic: Rational, calculation: Rational, conclusion: Rational)?
    /// What each turn earned: their sum is ``reward``, exactly.
    package var turnRewards: [Rational]
    /// What is wrong with the response; not exclusive, in the order of the cases.
    package var classes: [ErrorClass]
    /// What was done to a ground truth that was not a bare number, for a person to read.
    package var warnings: [String]
    package var explanation: Explanation?
}

/// A kind of fault in a response.
package enum ErrorClass: String, CaseIterable, Sendable {
    /// A claim that is arithmetically false.
    case calculation
    /// A number that comes from nowhere, or a final answer that nothing leads to.
    case logicJump = "logic_jump"
    /// No single final answer could be read in the mode asked for.
    case format
    /// A tool run failed.
    case tool
    /// The final answer was read and is wrong.
    case wrongAnswer = "wrong_answer"
}
