/// What a score measures.
package enum RewardKind: String, CaseIterable, Sendable {
    /// The final answer alone: 1 or 0.
    case answer
    /// R = 0.4 · logic + 0.3 · calculation + 0.3 · conclusion over the whole chain.
    case step
    /// The seed's letter: R = 0.4 · logic of the first step + 0.3 · calculation of the second + 0.3 · conclusion.
    ///
    /// Logic is 1 if the first step has operands and each comes from somewhere; calculation is the share of the second
    /// step's claims that hold, tool runs being claims of the last step of their turn; the conclusion is 1 if the final
    /// answer is right, whatever step states it. A step that is not there earns nothing. It is kept for comparison: most
    /// solutions have not three steps, and it misses two in three false results. ``LetterReward`` has the details.
    case letter
}
