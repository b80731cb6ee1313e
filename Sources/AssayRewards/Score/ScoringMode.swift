/// How a final answer is found in a response and compared with the truth.
package enum ScoringMode: String, CaseIterable, Sendable {
    /// Marked answers (`####`, a box, a tag, a phrase), read leniently and compared with a bare number: as exact rationals,
    /// and what is no plain number, `\sqrt{4}` say, by its value.
    case standard
    /// As ``standard``, and the last number of the text where nothing marks an answer.
    case flexible
    /// As ``standard``, with any truth: expressions, sets, intervals, matrices and texts that mean the same.
    case math
    /// verl's GSM8K scorer, `method="strict"`, bit for bit.
    case verlStrict = "verl-strict"
    /// verl's GSM8K scorer, `method="flexible"`, bit for bit.
    case verlFlexible = "verl-flexible"
    /// verl's `math_reward`: the last box, normalised and compared as text.
    case verlMath = "verl-math"
    /// verl's `math_dapo`: the last `Answer:` line; scores are −1 and 1.
    case verlMathDAPO = "verl-math-dapo"
}
