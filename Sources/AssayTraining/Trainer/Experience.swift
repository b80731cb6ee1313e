package import AssayModel
package import AssayRollouts

/// A rollout as a trainer learns from it.
///
/// The row and the model's evaluation have an element for each token that the policy wrote, and none for what it read:
/// nothing can be learned from an observation.
package struct Experience: Sendable {
    /// The conversation, and where its trained tokens are.
    package let input: SequenceInput
    package var row: ResponseRow

    /// - Parameters:
    ///   - overlong: what long responses lose.
    ///   - trainsObservations: whether observations are trained on as if the policy had written them. It is wrong, and
    ///     there to show what it does. Nobody sampled them: their old log-probabilities are 0, and to be replaced.
    /// - Returns: nil where nothing can be learned: the sample is masked, or has no reward, no tokens or no
    ///   log-probabilities.
    package init?(_ trajectory: Trajectory, overlong: OverlongPenalty? = nil, trainsObservations: Bool = false) {
        guard !trajectory.isMasked, let reward = trajectory.reward, let tokens = trajectory.tokens,
            let logProbabilities = tokens.logProbabilities, let last = tokens.lastGenerated
        else { return nil }
        let trained = tokens.mask.indices.filter { tokens.mask[$0] == 1 || trainsObservations && $0 < last }
        self.input = SequenceInput(tokens: tokens.all, positions: trained.map { tokens.prompt.count + $0 })
        self.row = ResponseRow(
            group: trajectory.identity.prompt, mask: trained.map { _ in true },
            oldLogProbabilities: trained.map { logProbabilities[$0] })
        self.row.place(reward: reward.score + (overlong?.reward(length: tokens.response.count) ?? 0))
    }
}
