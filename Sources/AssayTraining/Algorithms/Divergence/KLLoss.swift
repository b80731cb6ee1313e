/// The divergence from the reference policy as a loss of its own: coefficient · KL. (verl's `use_kl_loss`,
/// `kl_loss_coef`, `kl_loss_type`.)
package struct KLLoss: Sendable, Equatable {
    package var estimator: KLEstimator
    package var coefficient: Double
    package var aggregation: LossAggregation

    package init(
        _ estimator: KLEstimator = .lowVariance, coefficient: Double = 0.001,
        aggregation: LossAggregation = .tokenMean
    ) {
        self.estimator = estimator
        self.coefficient = coefficient
        self.aggregation = aggregation
    }

    /// - Parameters:
    ///   - row: with `referenceLogProbabilities`.
    ///   - logProbabilities: log π of each of its tokens, in nats.
    /// - Returns: the row's share, coefficient included; the metric `actor/kl_loss` is without it.
    package func share(
        of row: ResponseRow, logProbabilities: [Float], normaliser: LossNormaliser
    ) -> LossShare {
        let weight = normaliser.weight(of: row, self.aggregation)
        var (divergence, gradient) = (0.0, [Double](repeating: 0, count: row.mask.count))
        for token in row.counted {
            let (new, reference) = (Double(logProbabilities[token]), Double(row.referenceLogProbabilities[token]))
            divergence += weight * self.estimator.value(new, reference: reference)
            gradient[token] = weight * self.coefficient * self.estimator.slope(new, reference: reference)
        }
        return LossShare(
            value: self.coefficient * divergence, gradient: gradient, metrics: ["actor/kl_loss": divergence])
    }
}
