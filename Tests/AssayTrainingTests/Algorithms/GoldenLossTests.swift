import AssayJSON
import AssayTraining
import Testing

/// Losses, their gradients and their metrics, held to values that verl 0.9.1 and torch's autograd computed.
@Suite(.enabled(if: Golden.isPresent, Comment(rawValue: Golden.absence))) struct GoldenLossTests {
    private static let policyLosses: [(name: String, loss: PolicyLoss)] = [
        ("vanilla", PolicyLoss()),
        ("vanilla_clip_higher_.2_.28", PolicyLoss(clipHigh: 0.28)),
        ("vanilla_dualclip_1.2", PolicyLoss(dualClip: 1.2)),
        ("vanilla_seq-mean-token-sum", PolicyLoss(aggregation: .sequenceMeanTokenSum)),
        ("vanilla_seq-mean-token-mean", PolicyLoss(aggregation: .sequenceMeanTokenMean)),
        ("vanilla_seq-mean-token-sum-norm", PolicyLoss(aggregation: .sequenceMeanTokenSumNorm)),
        ("vanilla_isw", PolicyLoss()), ("gpg", PolicyLoss(.gpg)), ("geo_mean", PolicyLoss(.geometricMean)),
        ("gspo", PolicyLoss(.gspo, clipHigh: 0.28)), ("sapo", PolicyLoss(.sapo)),
        ("cispo", PolicyLoss(.cispo, clipHigh: 0.28)),
    ]

    private func sum(_ shares: [LossShare]) -> LossShare {
        var total = LossShare()
        for share in shares {
            total.value += share.value
            total.metrics.add(share.metrics)
        }
        return total
    }

    @Test func everyCaseIsHeld() throws {
        let names = try #require(Golden.value("policy_loss").object).members.map(\.name)
        #expect(Set(names) == Set(Self.policyLosses.map(\.name)))
        let estimators = try #require(Golden.value("kl_penalty").object).members.map(\.name)
        #expect(Set(estimators) == Set(KLEstimator.allCases.map(\.rawValue) + ["full"]))
        let modes = try #require(Golden.value("agg_loss").object).members.map(\.name)
        #expect(Set(modes) == Set(LossAggregation.allCases.map(\.rawValue)))
    }

    @Test func policyLosses() throws {
        let (plain, new) = (try Golden.rows(), try Golden.logProbabilities())
        for (name, loss) in Self.policyLosses {
            var rows = plain
            if name == "vanilla_isw" {
                for index in rows.indices { rows[index].rolloutWeights = rows[index].mask.map { _ in 0.5 } }
            }
            let normaliser = LossNormaliser(rows, constantLength: 5)
            let shares = zip(rows, new).map { loss.share(of: $0, logProbabilities: $1, normaliser: normaliser) }
            let total = self.sum(shares)
            let wanted = try Golden.value("policy_loss", name, "loss").number
            #expect(agree(total.value, wanted), "\(name): \(total.value) is not \(wanted)")
            expectAgreement(
                shares.map(\.gradient), try Golden.value("policy_loss", name, "grad").matrix, rows, name)
            let metrics = try #require(Golden.value("policy_loss", name, "metrics").object).members
            #expect(total.metrics.count == metrics.count, "\(name)")
            for metric in metrics {
                let ours = try #require(total.metrics[metric.name], "\(name) \(metric.name)")
                #expect(agree(ours, try #require(metric.value.double)), "\(name) \(metric.name): \(ours)")
            }
        }
    }

    @Test func aggregation() throws {
        let rows = try Golden.rows()
        let normaliser = LossNormaliser(rows, constantLength: 5)
        for aggregation in LossAggregation.allCases {
            let ours = rows.reduce(0) { sum, row in
                sum + normaliser.weight(of: row, aggregation) * row.counted.reduce(0) { $0 + row.advantages[$1] }
            }
            let wanted = try Golden.value("agg_loss", aggregation.rawValue).number
            #expect(agree(ours, wanted), "\(aggregation.rawValue): \(ours) is not \(wanted)")
        }
    }

    @Test func divergenceEstimators() throws {
        let (rows, new) = (try Golden.rows(), try Golden.logProbabilities())
        for estimator in KLEstimator.allCases {
            let compute = { (function: (Double, Double) -> Double) in
                zip(rows, new).map { row, new in
                    row.mask.indices.map {
                        row.counts($0) ? function(Double(new[$0]), Double(row.referenceLogProbabilities[$0])) : 0
                    }
                }
            }
            expectAgreement(
                compute { estimator.value($0, reference: $1) },
                try Golden.value("kl_penalty", estimator.rawValue, "value").matrix, rows, estimator.rawValue)
            expectAgreement(
                compute { estimator.slope($0, reference: $1) },
                try Golden.value("kl_penalty", estimator.rawValue, "grad").matrix, rows, estimator.rawValue)
        }
    }

    @Test func valueLoss() throws {
        var rows = try Golden.rows()
        let golden = try Golden.value("value_loss")
        let (values, returns) = (try #require(golden["values"]).matrix, try #require(golden["returns"]).matrix)
        for index in rows.indices {
            rows[index].values = values[index].map(Float.init)
            rows[index].returns = returns[index]
        }
        let loss = ValueLoss(clip: try Golden.value("value_loss", "cliprange_value").number)
        let normaliser = LossNormaliser(rows)
        let predictions = try #require(golden["vpreds"]).matrix.map { $0.map(Float.init) }
        let shares = zip(rows, predictions).map { loss.share(of: $0, predictions: $1, normaliser: normaliser) }
        let total = self.sum(shares)
        #expect(agree(total.value, try Golden.value("value_loss", "loss").number))
        #expect(
            agree(try #require(total.metrics["critic/vf_clipfrac"]), try Golden.value("value_loss", "clipfrac").number))
        expectAgreement(shares.map(\.gradient), try #require(golden["grad"]).matrix, rows, "value_loss")
    }
}
