import AssayModel
import Testing

@Suite("Optimization")
struct OptimizationTests {
    private static let configuration = ModelConfiguration(
        vocabularySize: 8, hiddenSize: 4, intermediateSize: 4, layerCount: 1, headCount: 2, keyValueHeadCount: 1,
        maximumPositions: 8)

    @Test("AdamW is the published recurrence, and matrices alone decay")
    func adam() throws {
        let model = try Transformer(Self.configuration, seed: 2)
        let settings = AdamW.Settings(beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1)
        let optimizer = AdamW(settings, layout: model.trainable.layout)
        let gradients = model.trainable.gradients()
        let cases = [("model.norm.weight", 0.0), ("model.layers.0.mlp.up_proj.weight", 0.1)]
        var expected = try cases.map { name, _ in Double(try #require(model.parameters[name])[1]) }
        var moments: [(first: Double, second: Double)] = [(0, 0), (0, 0)]
        for step in 1...5 {
            for (index, (name, decay)) in cases.enumerated() {
                let gradient = 0.3 * Double(step) - 1 + Double(index)
                try #require(gradients[name])[1] = Float(gradient)
                moments[index].first = 0.9 * moments[index].first + 0.1 * gradient
                moments[index].second = 0.95 * moments[index].second + 0.05 * gradient * gradient
                let corrected = (
                    moments[index].first / (1 - Self.power(0.9, step)),
                    moments[index].second / (1 - Self.power(0.95, step))
                )
                expected[index] -= 0.01 * decay * expected[index]
                expected[index] -= 0.01 * corrected.0 / (corrected.1.squareRoot() + 1e-8)
            }
            optimizer.update(model.trainable, gradients: gradients, learningRate: 0.01)
            for (index, (name, _)) in cases.enumerated() {
                #expect(abs(Double(try #require(model.parameters[name])[1]) - expected[index]) < 1e-6)
            }
        }
        #expect(optimizer.steps == 5)
    }

    private static func power(_ base: Double, _ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { product, _ in product * base }
    }

    @Test("gradients are clipped to a norm, and left where they are small or not finite")
    func clipping() throws {
        let gradients = try Transformer(Self.configuration, seed: 2).trainable.gradients()
        gradients.elements[0] = 3
        gradients.elements[5] = -4
        #expect(gradients.clip(to: 10) == 5)
        #expect(gradients.elements[0] == 3)
        #expect(gradients.clip(to: 1) == 5)
        #expect(abs(gradients.elements[0] - 0.6) < 1e-6 && abs(gradients.elements[5] + 0.8) < 1e-6)
        gradients.elements[1] = .infinity
        #expect(gradients.clip(to: 1) == .infinity)
        #expect(abs(gradients.elements[0] - 0.6) < 1e-6)
    }

    @Test("the learning rate rises, stays or falls")
    func schedule() {
        let constant = LearningRateSchedule(peak: 2, warmupSteps: 4, totalSteps: 10)
        #expect((0..<6).map(constant.rate(at:)) == [0.5, 1, 1.5, 2, 2, 2])
        let cosine = LearningRateSchedule(
            peak: 2, warmupSteps: 2, totalSteps: 12, decay: .cosine(minimum: 0.1))
        #expect(cosine.rate(at: 1) == 2)
        #expect(cosine.rate(at: 2) == 2)
        #expect(abs(cosine.rate(at: 7) - 1.1) < 1e-12)
        #expect(abs(cosine.rate(at: 12) - 0.2) < 1e-12)
        #expect(abs(cosine.rate(at: 99) - 0.2) < 1e-12)
        #expect(LearningRateSchedule(peak: 1, totalSteps: 0).rate(at: 0) == 1)
    }
}
