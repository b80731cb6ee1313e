import AssayJSON
import AssayModel
import Foundation
import Testing

@Suite("Parity with PyTorch", .enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence)))
struct ParityTests {
    @Test("log-probabilities and entropies", arguments: ParityCase.names)
    func outputs(_ name: String) throws {
        let parity = try ParityCase(name)
        let logits = try parity.reference.floats("logits").rows(of: 450).rows(of: 24)
        let expected = try parity.rows("logp")
        let outputs = parity.transformer.evaluate(parity.inputs)
        for (index, output) in outputs.enumerated() {
            for position in 0..<23 {
                #expect(abs(output.logProbabilities[position] - expected[index][position]) < 1e-5)
                let entropy = Self.entropy(logits[index][position])
                #expect(abs(Double(output.entropies[position]) - entropy) < 1e-5)
            }
        }
    }

    @Test("the loss of supervised fine-tuning and its gradients", arguments: ParityCase.names)
    func supervised(_ name: String) throws {
        let parity = try ParityCase(name)
        let mask = parity.mask
        let total = mask.joined().reduce(0, +)
        let gradients = parity.transformer.trainable.gradients()
        let outputs = parity.transformer.accumulateGradients(of: parity.inputs, into: gradients) { index, _ in
            OutputGradient(logProbabilities: mask[index].map { -$0 / total })
        }
        let loss = zip(outputs, mask).reduce(0) { sum, row in
            sum - zip(row.0.logProbabilities, row.1).reduce(0) { $0 + Double($1.0 * $1.1 / total) }
        }
        #expect(abs(loss - (parity.document["sft_loss"]?.double ?? .nan)) < 1e-5)
        try parity.expectSums(gradients, match: "grad_sums_sft")
        try Self.expectTensors(of: parity, match: gradients)
    }

    @Test("the loss of group relative policy optimization and its gradients", arguments: ParityCase.names)
    func policy(_ name: String) throws {
        let parity = try ParityCase(name)
        let mask = parity.mask
        let total = mask.joined().reduce(0, +)
        let (advantages, old) = (try parity.rows("adv"), try parity.rows("old_logp"))
        let reference = try parity.rows("ref_logp")
        let gradients = parity.transformer.trainable.gradients()
        let loss: @Sendable (Int, Int, Float) -> (value: Double, slope: Float) = { row, position, logProbability in
            let token = PolicyToken(
                logProbability: Double(logProbability), old: Double(old[row][position]),
                reference: Double(reference[row][position]), advantage: Double(advantages[row][position]))
            let share = Double(mask[row][position] / total)
            return (token.loss * share, Float(token.slope * share))
        }
        let outputs = parity.transformer.accumulateGradients(of: parity.inputs, into: gradients) { row, output in
            OutputGradient(logProbabilities: output.logProbabilities.enumerated().map { loss(row, $0, $1).slope })
        }
        let value = outputs.enumerated().reduce(0) { sum, row in
            sum + row.1.logProbabilities.enumerated().reduce(0) { $0 + loss(row.0, $1.0, $1.1).value }
        }
        #expect(abs(value - (parity.document["grpo_loss"]?.double ?? .nan)) < 1e-6)
        try parity.expectSums(gradients, match: "grad_sums_grpo")
    }

    /// −Σ p·log p of softmax(logits), in Float64.
    private static func entropy(_ logits: [Float]) -> Double {
        let logits = logits.map { Double($0) }
        let logSum = log(logits.reduce(0) { $0 + exp($1) })
        return logits.reduce(0) { $0 - exp($1 - logSum) * ($1 - logSum) }
    }

    private static func expectTensors(of parity: ParityCase, match gradients: ParameterStorage) throws {
        for tensor in parity.reference.header.tensors where tensor.name.hasPrefix("grad_sft.") {
            let expected = try parity.reference.floats(tensor.name)
            let gradient = try #require(gradients[String(tensor.name.dropFirst("grad_sft.".count))])
            let largest = expected.reduce(0) { max($0, abs($1)) }
            let error = zip(expected, gradient).reduce(0) { max($0, abs($1.0 - $1.1)) }
            #expect(error <= 1e-5 * largest, "\(tensor.name): \(error) of \(largest)")
        }
    }
}

/// The reference's loss of one token: clipped at 0.8 and 1.28, dual clip at 3, and 0.04 times the k3 estimate of the
/// divergence from a reference policy.
private struct PolicyToken {
    var logProbability: Double
    var old: Double
    var reference: Double
    var advantage: Double

    private var ratio: Double { exp(self.logProbability - self.old) }
    private var plain: Double { -self.advantage * self.ratio }
    private var clipped: Double { -self.advantage * min(max(self.ratio, 0.8), 1.28) }
    private var isDualClipped: Bool { self.advantage < 0 && max(self.plain, self.clipped) > -3 * self.advantage }
    private var behind: Double { self.reference - self.logProbability }

    var loss: Double {
        let surrogate = self.isDualClipped ? -3 * self.advantage : max(self.plain, self.clipped)
        return surrogate + 0.04 * (exp(self.behind) - self.behind - 1)
    }

    var slope: Double {
        let surrogate = self.isDualClipped || self.plain < self.clipped ? 0 : self.plain
        return surrogate + 0.04 * (1 - exp(self.behind))
    }
}
