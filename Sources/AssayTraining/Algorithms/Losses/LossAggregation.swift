/// How the losses of a batch's tokens become one number: verl's `loss_agg_mode`.
///
/// n is how many tokens of a response count, N how many of the batch; B is how many responses of the batch have a token
/// that counts.
package enum LossAggregation: String, CaseIterable, Sendable {
    /// Σ / N over all tokens of the batch: long responses weigh more. (DAPO, arXiv:2503.14476.)
    case tokenMean = "token-mean"
    /// Σ over all tokens.
    case tokenSum = "token-sum"
    /// The mean over responses of their sums.
    case sequenceMeanTokenSum = "seq-mean-token-sum"
    /// The mean over responses of their means. (GRPO as published, arXiv:2402.03300.)
    case sequenceMeanTokenMean = "seq-mean-token-mean"
    /// The mean over responses of their sums, over a constant length. (Dr.GRPO, arXiv:2503.20783.)
    case sequenceMeanTokenSumNorm = "seq-mean-token-sum-norm"
}

/// What the loss of each token of a batch is multiplied by. It is known before the loss, so that a batch may be taken in
/// pieces of any size: the sums over the rows are those of the batch.
package struct LossNormaliser: Sendable, Equatable {
    /// N, at least 1.
    package let tokenCount: Int
    /// B, at least 1.
    package let sequenceCount: Int
    /// The constant length of `seq-mean-token-sum-norm`: verl's `loss_scale_factor`, or the longest response allowed.
    package let constantLength: Double

    /// - Parameter rows: all rows that one step of the optimiser learns from.
    package init(_ rows: some Sequence<ResponseRow>, constantLength: Double = 1) {
        let counts = rows.map(\.countedTokens)
        self.tokenCount = max(1, counts.reduce(0, +))
        self.sequenceCount = max(1, counts.count { $0 > 0 })
        self.constantLength = constantLength
    }

    /// The factor of every token of a row that counts.
    package func weight(of row: ResponseRow, _ aggregation: LossAggregation) -> Double {
        switch aggregation {
        case .tokenMean: self.tokenWeight
        case .tokenSum: 1
        case .sequenceMeanTokenSum: 1 / Double(self.sequenceCount)
        case .sequenceMeanTokenMean: 1 / (Double(self.sequenceCount) * Double(max(1, row.countedTokens)))
        case .sequenceMeanTokenSumNorm: 1 / (Double(self.sequenceCount) * self.constantLength)
        }
    }

    /// What one token has in the mean over the batch's tokens, as most metrics are.
    package var tokenWeight: Double { 1 / Double(self.tokenCount) }
}
