import AssayModel
import AssayTraining
import Foundation
import Testing

/// Losses against their own numeric derivatives, in pieces and with samples left out.
struct LossTests {
    /// A step that single precision holds exactly beside the log-probabilities below.
    private static let step: Float = 1.0 / 1024

    /// Two responses with ratios inside and outside every range, no two numbers at a kink; tokens of each share one
    /// advantage, so that GSPO's gradient is that of its value.
    private static let rows: [ResponseRow] = {
        var long = ResponseRow(group: 0, mask: [true, true, false, true, true])
        long.oldLogProbabilities = [-1, -2, -1, -0.5, -3]
        long.referenceLogProbabilities = [-1.25, -1, -1, -0.75, -2]
        long.advantages = [Double](repeating: 0.75, count: 5)
        long.values = [0.5, -0.5, 0, 1, 0.25]
        long.returns = [1, 0, 0, -0.5, 0.75]
        long.rolloutWeights = [0.5, 1, 1, 2, 0.75]
        var short = ResponseRow(group: 0, mask: [true, true])
        short.oldLogProbabilities = [-4, -1]
        short.referenceLogProbabilities = [-3, -1.5]
        short.advantages = [-1.25, -1.25]
        short.values = [0.25, 0.5]
        short.returns = [-0.25, 1]
        short.rolloutWeights = [1, 0.5]
        return [long, short]
    }()
    private static let new: [[Float]] = [[-1.0625, -1.5, -9, -0.625, -3.75], [-2.5, -1.0625]]
    private static let predictions: [[Float]] = [[0.625, 0.375, 9, 1.125, -0.5], [0.5, 0.25]]

    private static let policies: [PolicyLoss] = PolicyLoss.Mode.allCases.filter { $0 != .cispo }.flatMap { mode in
        LossAggregation.allCases.map { PolicyLoss(mode, clipHigh: 0.28, aggregation: $0) }
    }

    private func expectDerivatives(
        _ name: String, at points: [[Float]], _ share: (ResponseRow, [Float], LossNormaliser) -> LossShare
    ) {
        let normaliser = LossNormaliser(Self.rows, constantLength: 8)
        for (row, point) in zip(Self.rows, points) {
            let gradient = share(row, point, normaliser).gradient
            for token in point.indices {
                var (above, below) = (point, point)
                above[token] += Self.step
                below[token] -= Self.step
                let rise = share(row, above, normaliser).value - share(row, below, normaliser).value
                let numeric = rise / (2 * Double(Self.step))
                #expect(
                    abs(gradient[token] - numeric) < 2e-6 + 2e-6 * abs(numeric),
                    "\(name)[\(token)]: \(gradient[token]) is not \(numeric)")
            }
        }
    }

    @Test func policyGradients() {
        for loss in Self.policies {
            self.expectDerivatives("\(loss.mode) \(loss.aggregation)", at: Self.new) { row, new, normaliser in
                var row = row
                // GSPO's gradient takes each token for the whole response, as it is only where all weigh the same.
                if loss.mode == .gspo { row.rolloutWeights = [] }
                return loss.share(of: row, logProbabilities: new, normaliser: normaliser)
            }
        }
    }

    @Test func divergenceGradients() {
        for estimator in [KLEstimator.kl, .abs, .mse, .lowVariance] {
            for aggregation in LossAggregation.allCases {
                let loss = KLLoss(estimator, coefficient: 0.5, aggregation: aggregation)
                self.expectDerivatives("\(estimator) \(aggregation)", at: Self.new) {
                    loss.share(of: $0, logProbabilities: $1, normaliser: $2)
                }
            }
        }
    }

    @Test func valueGradients() {
        for aggregation in LossAggregation.allCases {
            let loss = ValueLoss(clip: 0.3, aggregation: aggregation)
            self.expectDerivatives("\(aggregation)", at: Self.predictions) {
                loss.share(of: $0, predictions: $1, normaliser: $2)
            }
        }
    }

    @Test func clippingByHand() {
        var row = ResponseRow(group: 0, mask: [true])
        row.oldLogProbabilities = [0]
        let share = { (advantage: Double, ratio: Double) -> LossShare in
            row.advantages = [advantage]
            return PolicyLoss(clipHigh: 0.28, dualClip: 3).share(
                of: row, logProbabilities: [Float(log(ratio))], normaliser: LossNormaliser([row]))
        }
        for (advantage, ratio, value, moves) in [
            (1.0, 1.1, -1.1, true), (1, 1.5, -1.28, false), (1, 0.5, -0.5, true), (-1, 0.5, 0.8, false),
            (-1, 2, 2, true), (-1, 4, 3, false), (0, 1.5, 0, false),
        ] {
            let share = share(advantage, ratio)
            #expect(abs(share.value - value) < 1e-6)
            #expect((share.gradient[0] != 0) == moves)
        }
    }

    @Test func weightOfTheCISPOGradientIsHeld() {
        let loss = PolicyLoss(.cispo, clipHigh: 0.28)
        let share = loss.share(
            of: Self.rows[0], logProbabilities: Self.new[0], normaliser: LossNormaliser(Self.rows))
        // ρ is e^−0.0625, e^0.5, e^−0.125 and e^−0.75, of which the second and the fourth are held.
        let weights = [exp(-0.0625) * 0.5, 1.28, 0, exp(-0.125) * 2, 0.8 * 0.75]
        for (slope, weight) in zip(share.gradient, weights) { #expect(abs(slope + weight * 0.75 / 6) < 1e-7) }
    }

    @Test func piecesAddUpToTheBatch() {
        let objective = ActorLoss(
            PolicyLoss(clipHigh: 0.28), entropyCoefficient: 0.25, divergence: KLLoss(coefficient: 0.5))
        let normaliser = LossNormaliser(Self.rows)
        var (value, metrics) = (0.0, [String: Double]())
        for (row, new) in zip(Self.rows, Self.new) {
            let entropies = [Float](repeating: 2, count: new.count)
            let output = SequenceOutput(logProbabilities: new, entropies: entropies)
            let (gradient, share) = objective.gradient(of: row, output, normaliser: normaliser)
            value += share.value
            metrics.add(share.metrics)
            for token in new.indices where !row.mask[token] {
                #expect(gradient.logProbabilities[token] == 0 && gradient.entropies[token] == 0)
            }
            #expect(gradient.entropies[0] == -0.25 / 6)
        }
        let policy = metrics["actor/pg_loss"] ?? .nan
        let divergence = metrics["actor/kl_loss"] ?? .nan
        #expect(abs((metrics["actor/entropy"] ?? .nan) - 2) < 1e-12)
        #expect(abs(value - (policy - 0.25 * 2 + 0.5 * divergence)) < 1e-12)
    }

    @Test func whatIsLeftOutHasNoPartInAnyMean() {
        var fault = Self.rows[1]
        fault.isMasked = true
        var overlong = Self.rows[0]
        overlong.leaveOutOfLoss()
        let batch = Self.rows + [fault, overlong]
        for loss in Self.policies {
            let all = LossNormaliser(batch, constantLength: 8)
            let shares = zip(batch, Self.new + [Self.new[1], Self.new[0]]).map {
                loss.share(of: $0, logProbabilities: $1, normaliser: all)
            }
            let two = LossNormaliser(Self.rows, constantLength: 8)
            let wanted = zip(Self.rows, Self.new).map { loss.share(of: $0, logProbabilities: $1, normaliser: two) }
            #expect(Array(shares.prefix(2)) == wanted)
            for share in shares.suffix(2) {
                #expect(share.value == 0 && share.gradient.allSatisfy { $0 == 0 })
                #expect(share.metrics.values.allSatisfy { $0 == 0 })
            }
        }
    }

    @Test func lengthIsNotRewardedWhereItIsDividedOut() {
        let weights = { (aggregation: LossAggregation) -> [Double] in
            let normaliser = LossNormaliser(Self.rows, constantLength: 8)
            return Self.rows.map { normaliser.weight(of: $0, aggregation) }
        }
        #expect(weights(.tokenMean) == [1.0 / 6, 1.0 / 6])
        #expect(weights(.tokenSum) == [1, 1])
        #expect(weights(.sequenceMeanTokenSum) == [0.5, 0.5])
        #expect(weights(.sequenceMeanTokenMean) == [0.125, 0.25])
        #expect(weights(.sequenceMeanTokenSumNorm) == [0.0625, 0.0625])
    }
}
