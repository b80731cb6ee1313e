import AssayTraining
import Testing

/// Estimators on small batches whose advantages one can compute by hand.
struct AdvantageTests {
    private func row(_ group: Int, score: Double, mask: [Bool] = [true, false, true], isMasked: Bool = false)
        -> ResponseRow
    {
        var row = ResponseRow(group: group, mask: mask, isMasked: isMasked)
        row.place(reward: score)
        return row
    }

    @Test func rewardSitsOnTheLastTokenThatThePolicyWrote() {
        let row = self.row(0, score: 2, mask: [true, true, false])
        #expect(row.rewards == [0, 2, 0])
        #expect(self.row(0, score: 2, mask: [false]).rewards == [0])
    }

    @Test func oneRightOfFour() throws {
        let rows = [1, 0, 0, 0].map { self.row(0, score: $0) }
        let relative = try AdvantageEstimator(.groupRelative).estimate(rows)
        for (advantages, wanted) in zip(relative.advantages, [1.5, -0.5, -0.5, -0.5]) {
            #expect(abs(advantages[0] - wanted) < 1e-5)
            #expect(advantages[1] == 0)
            #expect(abs(advantages[2] - wanted) < 1e-5)
        }
        let centred = try AdvantageEstimator(.groupRelative, dividesByDeviation: false).estimate(rows)
        #expect(centred.advantages.map(\.[0]) == [0.75, -0.25, -0.25, -0.25])
        let leaveOneOut = try AdvantageEstimator(.leaveOneOut).estimate(rows)
        let third = 1.0 / 3
        #expect(leaveOneOut.advantages.map(\.[0]) == [1, -third, -third, -third])
    }

    @Test func groupsOfEqualRewardsTeachNothing() throws {
        let rows = [1, 1, 0, 1].enumerated().map { self.row($0.offset / 2, score: $0.element) }
        let estimate = try AdvantageEstimator(.groupRelative).estimate(rows)
        #expect(estimate.advantages[0] == [0, 0, 0] && estimate.advantages[1] == [0, 0, 0])
        #expect(ResponseGroup.groups(of: rows).map(\.isUniform) == [true, false])
    }

    @Test(arguments: AdvantageEstimator.Kind.allCases) func maskedSamplesLeaveTheStatistics(
        kind: AdvantageEstimator.Kind
    ) throws {
        var rows = [1, 0, 1, 0.5, 0.25].enumerated().map { self.row($0.offset / 3, score: $0.element) }
        for index in rows.indices { rows[index].values = [0.1, 0.7, Float(index)] }
        var fault = self.row(0, score: 100, isMasked: true)
        fault.values = [9, 9, 9]
        let estimator = AdvantageEstimator(kind, discount: 0.9, lambda: 0.8)
        let without = try estimator.estimate(rows)
        let with = try estimator.estimate(rows + [fault])
        #expect(with.advantages == without.advantages + [[0, 0, 0]])
        #expect(with.returns == without.returns + [[0, 0, 0]])
    }

    @Test func observationsCostNoDiscount() throws {
        let gap = self.row(0, score: 1, mask: [true, false, false, true])
        let none = self.row(0, score: 1, mask: [true, true])
        for kind in [AdvantageEstimator.Kind.reinforcePlusPlus, .generalized] {
            let estimator = AdvantageEstimator(kind, discount: 0.5, lambda: 0.5)
            var rows = [gap, none]
            rows[0].values = [0.5, 9, 9, 0.25]
            rows[1].values = [0.5, 0.25]
            let returns = try estimator.estimate(rows).returns
            #expect(returns[0] == [returns[1][0], 0, 0, returns[1][1]])
        }
        let returns = try AdvantageEstimator(.reinforcePlusPlus, discount: 0.5).estimate([none]).returns
        #expect(returns == [[0.5, 1]])
    }

    @Test func generalizedByHand() throws {
        var row = self.row(0, score: 1, mask: [true, true])
        row.values = [0.5, 0.25]
        let estimate = try AdvantageEstimator(.generalized, discount: 0.5, lambda: 0.5).estimate([row])
        // A₂ = 1 − 0.25; A₁ = 0.5·0.25 − 0.5 + 0.25·A₂; returns are A + V.
        let first = 0.125 - 0.5 + 0.25 * 0.75
        #expect(estimate.returns == [[first + 0.5, 1]])
        #expect(abs(estimate.advantages[0][0] + 0.5.squareRoot()) < 1e-6)
        #expect(abs(estimate.advantages[0][1] - 0.5.squareRoot()) < 1e-6)
    }

    @Test func divergenceInTheReward() {
        var rows = [self.row(0, score: 1, mask: [true, false, true]), self.row(0, score: 1, isMasked: true)]
        rows[0].oldLogProbabilities = [-1, -1, -2]
        rows[0].referenceLogProbabilities = [-1.5, -9, -1]
        var reward = KLReward(controller: KLController(.adaptive, coefficient: 0.5, target: 1, horizon: 10))
        let metrics = reward.apply(to: &rows)
        #expect(rows[0].rewards == [-0.25, 0, 1.5])
        #expect(rows[1].rewards == [0, 0, 1])
        #expect(metrics == ["actor/reward_kl_penalty": -0.25, "actor/reward_kl_penalty_coeff": 0.5])
        #expect(abs(reward.controller.coefficient - 0.5 * (1 - 0.2 * 0.1)) < 1e-12)
    }

    @Test func overlongResponses() {
        let penalty = OverlongPenalty(maximumLength: 100, buffer: 20, factor: 2)
        #expect([80, 81, 90, 100, 110].map(penalty.reward(length:)) == [0, -0.1, -1, -2, -3])
        var row = self.row(0, score: 1)
        row.leaveOutOfLoss()
        #expect(row.countedTokens == 0 && row.score == 1 && !row.isMasked)
        #expect(ResponseGroup.groups(of: [row]).count == 1)
    }

    @Test func correctionsOfTheRollout() {
        var row = self.row(0, score: 1)
        row.oldLogProbabilities = [-1, -1, -2]
        let sampled: [Float] = [-1.5, -9, -1]
        let tokens = RolloutCorrection(.token, threshold: 1.25).weights(of: row, rolloutLogProbabilities: sampled)
        #expect(tokens[0] == 1.25 && tokens[1] == 1 && abs(tokens[2] - 0.36787944) < 1e-8)
        let whole = RolloutCorrection(.sequence).weights(of: row, rolloutLogProbabilities: sampled)
        #expect(whole[1] == 1 && whole[0] == whole[2] && abs(whole[0] - 0.60653066) < 1e-8)
    }
}
