/// The loss that moves a policy towards what its advantages praise: ρ = π/π_old, A the advantage, both of a token.
///
/// The formulas are those of verl 0.9.1 (`verl/trainer/ppo/core_algos.py`), the papers those that it names.
package struct PolicyLoss: Sendable, Equatable {
    /// verl's `actor.policy_loss.loss_mode`.
    package enum Mode: String, CaseIterable, Sendable {
        case vanilla
        case gspo
        case sapo
        case gpg
        case geometricMean = "geo_mean"
        case cispo
    }

    package var mode: Mode
    /// How far below 1 the ratio may fall: `clip_ratio_low`.
    package var clipLow: Double
    /// How far above 1 the ratio may rise: `clip_ratio_high`; more than ``clipLow`` is DAPO's clip-higher.
    package var clipHigh: Double
    /// What bounds the loss of a negative advantage, above 1: `clip_ratio_c`.
    package var dualClip: Double
    /// SAPO's τ where the advantage is positive: `tau_pos`.
    package var positiveTemperature: Double
    /// SAPO's τ elsewhere: `tau_neg`.
    package var negativeTemperature: Double
    /// `loss_agg_mode`. SAPO and the geometric mean have their own, whatever this says.
    package var aggregation: LossAggregation

    package init(
        _ mode: Mode = .vanilla, clipLow: Double = 0.2, clipHigh: Double = 0.2, dualClip: Double = 3,
        positiveTemperature: Double = 1, negativeTemperature: Double = 1.05,
        aggregation: LossAggregation = .tokenMean
    ) {
        self.mode = mode
        self.clipLow = clipLow
        self.clipHigh = clipHigh
        self.dualClip = dualClip
        self.positiveTemperature = positiveTemperature
        self.negativeTemperature = negativeTemperature
        self.aggregation = aggregation
    }

    /// - Parameters:
    ///   - row: with `oldLogProbabilities` and `advantages`; its `rolloutWeights` multiply the loss of each token.
    ///   - logProbabilities: log π of each of its tokens, in nats.
    /// - Returns: the row's share, the gradient that with respect to `logProbabilities`.
    package func share(
        of row: ResponseRow, logProbabilities: [Float], normaliser: LossNormaliser
    ) -> LossShare {
        let tokens = row.counted
        let losses = self.losses(row, logProbabilities.map(Double.init), tokens)
        let weight = normaliser.weight(of: row, self.effectiveAggregation)
        let corrections = self.corrections(row, tokens)
        var share = LossShare(gradient: [Double](repeating: 0, count: row.mask.count))
        for ((token, loss), correction) in zip(zip(tokens, losses), corrections) {
            share.value += weight * correction * loss.loss
            share.gradient[token] = weight * correction * loss.slope
        }
        share.metrics = self.metrics(losses, tokenWeight: normaliser.tokenWeight)
        return share
    }

    private func losses(_ row: ResponseRow, _ new: [Double], _ tokens: [Int]) -> [TokenLoss] {
        let old = row.oldLogProbabilities.map(Double.init)
        switch self.mode {
        case .vanilla:
            return tokens.map { self.clipped(PolicyRatio(new[$0], over: old[$0]), advantage: row.advantages[$0]) }
        case .sapo:
            return tokens.map { self.gated(PolicyRatio(new[$0], over: old[$0]), advantage: row.advantages[$0]) }
        case .cispo:
            return tokens.map {
                self.weighted(new[$0], PolicyRatio(new[$0], over: old[$0]), advantage: row.advantages[$0])
            }
        case .gpg:
            return tokens.map {
                TokenLoss(logRatio: 0, loss: -new[$0] * row.advantages[$0], slope: -row.advantages[$0])
            }
        case .gspo, .geometricMean:
            let tokens = tokens.map { (logRatio: new[$0] - old[$0], advantage: row.advantages[$0]) }
            return self.mode == .gspo ? self.sequenceClipped(tokens) : self.geometricMean(tokens)
        }
    }

    private var effectiveAggregation: LossAggregation {
        switch self.mode {
        case .sapo, .geometricMean: .sequenceMeanTokenMean
        case .vanilla, .gspo, .gpg, .cispo: self.aggregation
        }
    }

    private func corrections(_ row: ResponseRow, _ tokens: [Int]) -> [Double] {
        guard !row.rolloutWeights.isEmpty else { return tokens.map { _ in 1 } }
        let weights = tokens.map { row.rolloutWeights[$0] }
        return self.mode == .geometricMean ? Self.geometricMean(of: weights) : weights
    }

    /// The metrics of GPG are none: it has no ratio.
    private func metrics(_ losses: [TokenLoss], tokenWeight: Double) -> [String: Double] {
        guard self.mode != .gpg else { return [:] }
        return [
            "actor/pg_clipfrac": tokenWeight * Double(losses.count { $0.isClipped }),
            "actor/pg_clipfrac_lower": tokenWeight * Double(losses.count { $0.isClippedBelow }),
            "actor/ppo_kl": tokenWeight * losses.reduce(0) { $0 - $1.logRatio },
        ]
    }
}
