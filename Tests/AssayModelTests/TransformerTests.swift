import AssayModel
import AssayRandom
import Testing

@Suite("Transformer")
struct TransformerTests {
    private static let configuration = ModelConfiguration(
        vocabularySize: 40, hiddenSize: 16, intermediateSize: 24, layerCount: 3, headCount: 4, keyValueHeadCount: 2,
        maximumPositions: 64)

    private static let inputs = (0..<11).map { index in
        var stream = RandomStream(seed: 1, key: [index])
        let tokens = (0..<6 + 2 * index).map { _ in Int32(stream.uniform() * 40) }
        return SequenceInput(tokens: tokens, positions: Array(1 + index % 3..<tokens.count))
    }

    private static func model(
        _ head: TransformerHead = .language, adapters: LowRankSettings? = nil,
        settings: TransformerSettings = TransformerSettings(tokenBudget: 50)
    ) throws -> Transformer {
        try Transformer(Self.configuration, head: head, seed: 9, adapters: adapters, settings: settings)
    }

    /// A loss with a gradient for everything that a model says.
    private static let loss: @Sendable (Int, SequenceOutput) -> OutputGradient = { index, output in
        OutputGradient(
            logProbabilities: output.logProbabilities.map { $0 + Float(index) },
            entropies: output.entropies.map { 0.5 * $0 }, values: output.values.map { $0 - 1 })
    }

    private static func gradients(_ model: Transformer) -> (outputs: [SequenceOutput], gradients: [Float]) {
        let gradients = model.trainable.gradients()
        let outputs = model.accumulateGradients(of: Self.inputs, temperature: 0.8, into: gradients, loss: Self.loss)
        return (outputs, gradients.values)
    }

    @Test("gives the same bits with any number of threads, and every time")
    func determinism() throws {
        let first = Self.gradients(
            try Self.model(settings: TransformerSettings(tokenBudget: 50, threads: 1)))
        for threads in [1, 2, 2, 4] {
            let model = try Self.model(settings: TransformerSettings(tokenBudget: 50, threads: threads))
            for _ in 0..<3 {
                let again = Self.gradients(model)
                #expect(again.outputs == first.outputs)
                #expect(again.gradients == first.gradients)
            }
            #expect(model.evaluate(Self.inputs, temperature: 0.8) == first.outputs)
        }
    }

    @Test("gives the same bits when activations are computed again")
    func checkpointing() throws {
        let kept = Self.gradients(try Self.model())
        let settings = TransformerSettings(tokenBudget: 50, checkpointsActivations: true)
        let again = Self.gradients(try Self.model(settings: settings))
        #expect(again.outputs == kept.outputs)
        #expect(again.gradients == kept.gradients)
    }

    @Test("says the same of a sequence whatever it is packed with")
    func packing() throws {
        let together = try Self.model(settings: TransformerSettings(shards: 1)).evaluate(Self.inputs)
        let alone = try Self.model(settings: TransformerSettings(tokenBudget: 1)).evaluate(Self.inputs)
        for (together, alone) in zip(together, alone) {
            #expect(
                zip(together.logProbabilities, alone.logProbabilities).allSatisfy { abs($0 - $1) < 1e-5 })
            #expect(zip(together.entropies, alone.entropies).allSatisfy { abs($0 - $1) < 1e-5 })
        }
    }

    @Test("says nothing of a sequence of which nothing is wanted")
    func nothing() throws {
        let model = try Self.model()
        let inputs = [SequenceInput(tokens: [1, 2], positions: []), SequenceInput(tokens: [], positions: [])]
        #expect(model.evaluate(inputs) == [SequenceOutput(), SequenceOutput()])
        #expect(model.evaluate([]) == [])
        let gradients = model.trainable.gradients()
        _ = model.accumulateGradients(of: inputs, into: gradients) { _, _ in OutputGradient() }
        #expect(gradients.norm == 0)
    }

    @Test("adds to the gradients that are there")
    func accumulation() throws {
        let model = try Self.model()
        let gradients = model.trainable.gradients()
        for _ in 0..<2 { _ = model.accumulateGradients(of: Self.inputs, into: gradients, loss: Self.loss) }
        let once = model.trainable.gradients()
        _ = model.accumulateGradients(of: Self.inputs, into: once, loss: Self.loss)
        #expect(zip(gradients.elements, once.elements).allSatisfy { abs($0 - 2 * $1) <= 1e-5 * max(1, abs($1)) })
    }

    @Test("has the gradient that differences say", arguments: [TransformerHead.language, .value], [false, true])
    func gradient(_ head: TransformerHead, adapted: Bool) throws {
        let model = try Self.model(head, adapters: adapted ? LowRankSettings(rank: 3) : nil)
        // Away from zero, where half of what is adapted has no gradient.
        var stream = RandomStream(seed: 4)
        for index in model.parameters.elements.indices {
            model.parameters.elements[index] += 0.1 * Float(2 * stream.uniform() - 1)
        }
        let analytic = Self.gradients(model).gradients
        let trained = model.trainable.elements
        #expect(trained.count == analytic.count)
        for seed in 0..<4 {
            var stream = RandomStream(seed: 5, key: [seed])
            let direction = analytic.map { $0 * Float(stream.uniform()) }
            let step = 0.01 / direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let start = Array(trained)
            func loss(_ step: Float) -> Double {
                for index in trained.indices { trained[index] = start[index] + step * direction[index] }
                return Self.value(model.evaluate(Self.inputs, temperature: 0.8))
            }
            let numeric = (loss(step) - loss(-step)) / Double(2 * step)
            _ = loss(0)
            let expected = zip(analytic, direction).reduce(0) { $0 + Double($1.0 * $1.1) }
            #expect(abs(numeric - expected) < 3e-3 * expected)
        }
    }

    /// The loss whose gradient ``loss`` is.
    private static func value(_ outputs: [SequenceOutput]) -> Double {
        outputs.enumerated().reduce(0) { sum, item in
            let (index, output) = item
            let first = output.logProbabilities.reduce(0) { $0 + Double($1) * (Double($1) / 2 + Double(index)) }
            let second = output.entropies.reduce(0) { $0 + 0.25 * Double($1) * Double($1) }
            return sum + first + second + output.values.reduce(0) { $0 + Double($1) * (Double($1) / 2 - 1) }
        }
    }

    @Test("begins with values of 0 and nearly uniform predictions")
    func initialization() throws {
        let values = try Self.model(.value).evaluate(Self.inputs)
        #expect(values.allSatisfy { $0.values.allSatisfy { $0 == 0 } && $0.logProbabilities.isEmpty })
        let entropies = try Self.model().evaluate(Self.inputs).flatMap(\.entropies)
        #expect(entropies.allSatisfy { abs($0 - 3.688_879) < 0.01 })
        let (first, second) = (try Self.model(), try Self.model())
        #expect(first.parameters.elements.elementsEqual(second.parameters.elements))
    }

    @Test("adapters leave the base as it is, and can be merged into it or left out")
    func adapters() throws {
        let base = try Self.model()
        let before = base.evaluate(Self.inputs)
        let adapted = try Transformer(
            base, adapters: LowRankSettings(rank: 2, targets: ["q_proj", "down_proj"]), seed: 3)
        #expect(adapted.evaluate(Self.inputs) == before, "B begins at zero")
        #expect(adapted.trainable.count == 3 * (2 * (16 + 16) + 2 * (24 + 16)))
        #expect(
            adapted.trainable.layout.entries.first?.name
                == "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight")
        let optimizer = AdamW(layout: adapted.trainable.layout)
        for _ in 0..<3 {
            let gradients = adapted.trainable.gradients()
            _ = adapted.accumulateGradients(of: Self.inputs, into: gradients, loss: Self.loss)
            optimizer.update(adapted.trainable, gradients: gradients, learningRate: 0.05)
        }
        let after = adapted.evaluate(Self.inputs)
        #expect(after != before)
        #expect(try adapted.withoutAdapters().evaluate(Self.inputs) == before)
        for (merged, after) in zip(try adapted.merged().evaluate(Self.inputs), after) {
            #expect(
                zip(merged.logProbabilities, after.logProbabilities).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    @Test("a value model begins with a policy's trunk")
    func trunk() throws {
        let policy = try Self.model()
        let critic = try Transformer(policy, head: .value, seed: 3)
        for entry in policy.parameters.layout.entries {
            #expect(
                try #require(policy.parameters[entry.name]).elementsEqual(try #require(critic.parameters[entry.name])))
        }
        #expect(critic.evaluate(Self.inputs).allSatisfy { $0.values.allSatisfy { $0 == 0 } })
    }

    @Test("a copy stays as it is")
    func copy() throws {
        let model = try Self.model()
        let before = model.evaluate(Self.inputs)
        let copy = try model.copy()
        model.parameters.clear()
        #expect(copy.evaluate(Self.inputs) == before)
    }
}
