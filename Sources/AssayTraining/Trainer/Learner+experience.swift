package import AssayModel

extension Learner {
    /// What a loss says of one row.
    package typealias RowLoss =
        @Sendable (ResponseRow, SequenceOutput, LossNormaliser) -> (gradient: OutputGradient, share: LossShare)

    /// Passes over a batch of experience, one step of the optimizer for each mini-batch.
    ///
    /// A mini-batch whose loss or gradient is not finite, or whose divergence is too large, changes nothing. The metric
    /// `…/rejected_ratio` tells how many there were; it is there only where there were some.
    /// - Parameters:
    ///   - name: verl's of the model: `actor`, `critic`.
    ///   - step: of the run, from 0, which decides the rate.
    ///   - mostDivergence: the largest divergence of a mini-batch, in nats a token.
    /// - Returns: the metrics of the loss, the gradient's norm and the rate: means over the optimizer's steps.
    package func learn(
        _ name: String, from batch: [Experience], _ update: PolicyTrainer.Update, step: Int, temperature: Double,
        mostDivergence: Double = .infinity, loss: RowLoss
    ) -> [String: Double] {
        var sums: [String: Double] = [:]
        let miniBatches = batch.miniBatches(prompts: update.miniBatchPrompts)
        for _ in 0..<update.passes {
            for miniBatch in miniBatches {
                let rows = miniBatch.map(\.row)
                let normaliser = LossNormaliser(rows, constantLength: update.constantLength)
                var shares: [[String: Double]] = []
                let done = self.learn(
                    from: miniBatch.map(\.input), step: step, temperature: temperature,
                    refuses: { outputs in
                        shares = zip(rows, outputs).map { loss($0, $1, normaliser).share.metrics }
                        return shares.sum.isWrong(mostDivergence: mostDivergence)
                    }
                ) {
                    loss(rows[$0], $1, normaliser).gradient
                }
                for share in shares { sums.add(share) }
                sums.add(["\(name)/grad_norm": done.norm, "\(name)/lr": done.rate])
                if !done.isApplied { sums.add(["\(name)/\(MetricName.rejectedRatio)": 1]) }
            }
        }
        let steps = Double(max(1, update.passes * miniBatches.count))
        return sums.mapValues { $0 / steps }
    }
}

extension [[String: Double]] {
    fileprivate var sum: [String: Double] { self.reduce(into: [:]) { $0.add($1) } }
}

extension [String: Double] {
    /// Whether nothing should be learned with such a loss: it is no finite number, or the policy has gone too far.
    func isWrong(mostDivergence: Double) -> Bool {
        self.values.contains { !$0.isFinite } || self.divergence.map { $0.value > mostDivergence } ?? false
    }
}

extension [Experience] {
    /// So many prompts each, with all of their answers, in the order of the batch.
    func miniBatches(prompts: Int) -> [[Experience]] {
        var places: [Int: Int] = [:]
        var parts: [[Experience]] = []
        for experience in self {
            let place = places[experience.row.group] ?? places.count
            places[experience.row.group] = place
            if place / prompts == parts.count { parts.append([]) }
            parts[place / prompts].append(experience)
        }
        return parts
    }
}
