package import AssayModel

extension Learner {
    /// What a loss says of one row.
    package typealias RowLoss =
        @Sendable (ResponseRow, SequenceOutput, LossNormaliser) -> (gradient: OutputGradient, share: LossShare)

    /// Passes over a batch of experience, one step of the optimizer for each mini-batch.
    ///
    /// - Parameters:
    ///   - name: verl's of the model: `actor`, `critic`.
    ///   - step: of the run, from 0, which decides the rate.
    /// - Returns: the metrics of the loss, the gradient's norm and the rate: means over the optimizer's steps.
    package func learn(
        _ name: String, from batch: [Experience], _ update: PolicyTrainer.Update, step: Int, temperature: Double,
        loss: RowLoss
    ) -> [String: Double] {
        var sums: [String: Double] = [:]
        let miniBatches = batch.miniBatches(prompts: update.miniBatchPrompts)
        for _ in 0..<update.passes {
            for miniBatch in miniBatches {
                let rows = miniBatch.map(\.row)
                let normaliser = LossNormaliser(rows, constantLength: update.constantLength)
                let done = self.learn(from: miniBatch.map(\.input), step: step, temperature: temperature) {
                    loss(rows[$0], $1, normaliser).gradient
                }
                for (row, output) in zip(rows, done.outputs) {
                    sums.add(loss(row, output, normaliser).share.metrics)
                }
                sums.add(["\(name)/grad_norm": done.norm, "\(name)/lr": done.rate])
            }
        }
        let steps = Double(max(1, update.passes * miniBatches.count))
        return sums.mapValues { $0 / steps }
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
