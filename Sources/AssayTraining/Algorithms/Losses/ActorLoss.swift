package import AssayModel

/// All that an actor learns from: the policy loss, less a bonus for entropy, plus the divergence from the reference.
package struct ActorLoss: Sendable, Equatable {
    package var policy: PolicyLoss
    /// `entropy_coeff`.
    package var entropyCoefficient: Double
    /// nil where `use_kl_loss` is false.
    package var divergence: KLLoss?

    package init(_ policy: PolicyLoss = PolicyLoss(), entropyCoefficient: Double = 0, divergence: KLLoss? = nil) {
        self.policy = policy
        self.entropyCoefficient = entropyCoefficient
        self.divergence = divergence
    }

    /// - Parameters:
    ///   - row: has one element for each position that was evaluated.
    ///   - output: what the model says at them.
    ///   - normaliser: that of all rows of the optimiser's step.
    /// - Returns: what the model learns from the row, and the row's share of the loss; its own gradient is empty.
    package func gradient(
        of row: ResponseRow, _ output: SequenceOutput, normaliser: LossNormaliser
    ) -> (gradient: OutputGradient, share: LossShare) {
        var total = self.policy.share(
            of: row, logProbabilities: output.logProbabilities, normaliser: normaliser)
        total.metrics["actor/pg_loss"] = total.value
        var entropies: [Float] = []
        if !output.entropies.isEmpty {
            let weight = normaliser.weight(of: row, self.policy.aggregation)
            let entropy = row.counted.reduce(0) { $0 + weight * Double(output.entropies[$1]) }
            total.value -= self.entropyCoefficient * entropy
            total.metrics["actor/entropy"] = entropy
            if self.entropyCoefficient != 0 {
                entropies = row.mask.indices.map {
                    row.counts($0) ? Float(-self.entropyCoefficient * weight) : 0
                }
            }
        }
        if let share = self.divergence?.share(
            of: row, logProbabilities: output.logProbabilities, normaliser: normaliser)
        {
            total.value += share.value
            total.metrics.add(share.metrics)
            for token in total.gradient.indices { total.gradient[token] += share.gradient[token] }
        }
        let gradient = OutputGradient(logProbabilities: total.gradient.map(Float.init), entropies: entropies)
        total.gradient = []
        return (gradient, total)
    }
}

extension ValueLoss {
    /// What the critic learns from a row; see ``ActorLoss/gradient(of:_:normaliser:)``.
    package func gradient(
        of row: ResponseRow, _ output: SequenceOutput, normaliser: LossNormaliser
    ) -> (gradient: OutputGradient, share: LossShare) {
        var share = self.share(of: row, predictions: output.values, normaliser: normaliser)
        let gradient = OutputGradient(values: share.gradient.map(Float.init))
        share.gradient = []
        return (gradient, share)
    }
}
