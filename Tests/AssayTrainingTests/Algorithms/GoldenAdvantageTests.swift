import AssayJSON
import AssayTraining
import Testing

/// Estimators and statistics, held to values that verl 0.9.1 computed.
@Suite(.enabled(if: Golden.isPresent, Comment(rawValue: Golden.absence))) struct GoldenAdvantageTests {
    private static let outcome: [(name: String, estimator: AdvantageEstimator)] = [
        ("grpo_std_True", AdvantageEstimator(.groupRelative)),
        ("grpo_std_False", AdvantageEstimator(.groupRelative, dividesByDeviation: false)),
        ("grpo_vectorized_std_True", AdvantageEstimator(.groupRelativeVectorized)),
        ("grpo_vectorized_std_False", AdvantageEstimator(.groupRelativeVectorized, dividesByDeviation: false)),
        ("rloo", AdvantageEstimator(.leaveOneOut)), ("rloo_vectorized", AdvantageEstimator(.leaveOneOutVectorized)),
        ("opo", AdvantageEstimator(.optimalBaseline)), ("gpg", AdvantageEstimator(.groupPolicyGradient)),
        ("reinforce_plus_plus_baseline", AdvantageEstimator(.reinforcePlusPlusBaseline)),
    ]
    private static let tokenwise: [(name: String, estimator: AdvantageEstimator)] = [
        ("gae_1.0_1.0", AdvantageEstimator(.generalized)),
        ("gae_0.99_0.95", AdvantageEstimator(.generalized, discount: 0.99, lambda: 0.95)),
        ("reinforce_plus_plus_g0.9", AdvantageEstimator(.reinforcePlusPlus, discount: 0.9)),
        ("remax", AdvantageEstimator(.reMax)),
    ]

    @Test func everyCaseIsHeld() throws {
        let names = try #require(Golden.value("advantages_out").object).members.map(\.name)
        let held = Self.outcome.map(\.name) + Self.tokenwise.map(\.name) + ["grpo_passk"]
        #expect(Set(names) == Set(held))
    }

    @Test func outcomeEstimators() throws {
        let rows = try Golden.rows()
        for (name, estimator) in Self.outcome {
            let theirs = try Golden.value("advantages_out", name).matrix
            let ours = try estimator.estimate(rows)
            expectAgreement(ours.advantages, theirs, rows, name)
            #expect(ours.returns == ours.advantages)
        }
    }

    @Test func tokenEstimators() throws {
        var rows = try Golden.rows()
        let baselines = try #require(Golden.value("advantages_out", "remax", "baselines").array).compactMap(\.double)
        for index in rows.indices { rows[index].greedyReward = baselines[index] }
        for (name, estimator) in Self.tokenwise {
            let ours = try estimator.estimate(rows)
            expectAgreement(
                ours.advantages, try Golden.value("advantages_out", name, "advantages").matrix, rows, name)
            expectAgreement(ours.returns, try Golden.value("advantages_out", name, "returns").matrix, rows, name)
        }
    }

    @Test func passAtK() throws {
        // verl refuses a group of one, so that its values are of the other five.
        let rows = try Array(Golden.rows().dropLast())
        let theirs = try Golden.value("advantages_out", "grpo_passk").matrix
        let ours = try AdvantageEstimator(.passAtK).estimate(rows)
        expectAgreement(ours.advantages, theirs, rows, "grpo_passk")
        #expect(throws: TrainingError.self) { try AdvantageEstimator(.passAtK).estimate(Golden.rows()) }
    }

    @Test func statistics() throws {
        let rows = try Golden.rows()
        let values = rows.map(\.advantages)
        let statistics = MaskedStatistics(values, of: rows)
        #expect(agree(statistics.mean, try Golden.value("masked", "mean").number))
        #expect(agree(statistics.variance, try Golden.value("masked", "var").number))
        let whitened = MaskedStatistics.whiten(values, of: rows)
        expectAgreement(whitened, try Golden.value("masked", "whiten").matrix, rows, "whiten")
        let means = try #require(Golden.value("masked", "mean_rows").array).compactMap(\.double)
        for (row, mean) in zip(rows, means) {
            #expect(agree(MaskedStatistics([row.advantages], of: [row]).mean, mean))
        }
    }

    @Test func adaptiveCoefficient() throws {
        let golden = try Golden.value("adaptive_kl")
        var controller = KLController(
            .adaptive, coefficient: try Golden.value("adaptive_kl", "init").number,
            target: try Golden.value("adaptive_kl", "target").number,
            horizon: try Golden.value("adaptive_kl", "horizon").number)
        let samples = try #require(golden["n_steps"]?.integer)
        let divergences = try #require(golden["kls"]?.array).compactMap(\.double)
        let coefficients = try #require(golden["values"]?.array).compactMap(\.double)
        #expect(divergences.count == coefficients.count && !divergences.isEmpty)
        for (divergence, coefficient) in zip(divergences, coefficients) {
            controller.update(divergence: divergence, samples: samples)
            #expect(abs(controller.coefficient - coefficient) < 1e-12)
        }
    }
}
