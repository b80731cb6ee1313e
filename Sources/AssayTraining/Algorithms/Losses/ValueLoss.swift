/// The critic's loss: ½·max((V − R)², (V′ − R)²), V′ being V held within ± clip of what it was before the update.
/// (verl 0.9.1, `compute_value_loss`; Schulman et al., arXiv:1506.02438, with the clipping of OpenAI's PPO.)
package struct ValueLoss: Sendable, Equatable {
    /// `critic.cliprange_value`.
    package var clip: Double
    /// `critic.loss_agg_mode`.
    package var aggregation: LossAggregation

    package init(clip: Double = 0.5, aggregation: LossAggregation = .tokenMean) {
        self.clip = clip
        self.aggregation = aggregation
    }

    /// - Parameters:
    ///   - row: with `values` and `returns`.
    ///   - predictions: V of each of its tokens.
    /// - Returns: the row's share, the gradient that with respect to `predictions`.
    package func share(of row: ResponseRow, predictions: [Float], normaliser: LossNormaliser) -> LossShare {
        let weight = normaliser.weight(of: row, self.aggregation)
        var share = LossShare(gradient: [Double](repeating: 0, count: row.mask.count))
        var (clipped, sum) = (0, 0.0)
        for token in row.counted {
            let (old, prediction) = (Double(row.values[token]), Double(predictions[token]))
            let held = min(max(prediction, old - self.clip), old + self.clip)
            let (free, stopped) = (prediction - row.returns[token], held - row.returns[token])
            let isClipped = stopped * stopped > free * free
            share.value += weight * 0.5 * (isClipped ? stopped * stopped : free * free)
            // Where the held value is the worse one, it does not move with the prediction.
            share.gradient[token] = isClipped ? 0 : weight * free
            clipped += isClipped ? 1 : 0
            sum += prediction
        }
        share.metrics = [
            "critic/vf_loss": share.value, "critic/vf_clipfrac": normaliser.tokenWeight * Double(clipped),
            "critic/vpred_mean": normaliser.tokenWeight * sum,
        ]
        return share
    }
}
