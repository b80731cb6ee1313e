/// What a score measures.
package enum RewardKind: String, CaseIterable, Sendable {
    /// The final answer alone: 1 or 0.
    case answer
    /// R = 0.4 · logic + 0.3 · calculation + 0.3 · conclusion over the whole chain.
    case step
    /// The seed's letter: logic of step 1, calculation of step 2, conclusion of step 3.
    case letter
}
