package import AssayModel

extension Learner {
    /// What a loss says of one row.
    package typealias RowLoss =
        @Sendable (ResponseRow, SequenceOutput, LossNormaliser) -> (gradient: OutputGradient, share: LossShare)

    /// Passes over a batch of experience, one step of the optimizer for each mini-batch.
    ///
    /// - Parameters:
    ///   - name: verl's of the model: `actor`, `critic`.
    ///   - constantLength: see ``LossNormaliser/constantLength``.
    /// - Returns: the metrics of the loss, the gradient's norm and the rate: means over the steps.
    package func learn(
        _ name: String, from miniBatches: [[Experience]], passes: Int, temperature: Double, constantLength: Double,
        loss: RowLoss
    ) -> [String: Double] {
        var sums: [String: Double] = [:]
        var steps = 0
        for _ in 0..<passes {
            for miniBatch in miniBatches {
                let rows = miniBatch.map(\.row)
                let normaliser = LossNormaliser(rows, constantLength: constantLength)
                let update = self.learn(from: miniBatch.map(\.input), temperature: temperature) { index, output in
                    loss(rows[index], output, normaliser).gradient
                }
                for (row, output) in zip(rows, update.outputs) {
                    sums.add(loss(row, output, normaliser).share.metrics)
                }
                sums.add(["\(name)/grad_norm": update.norm, "\(name)/lr": update.rate])
                steps += 1
            }
        }
        return sums.mapValues { $0 / Double(max(1, steps)) }
    }
}
