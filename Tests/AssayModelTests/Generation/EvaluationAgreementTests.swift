import AssayModel
import AssayRandom
import Testing

/// What sampling says of its tokens is what a trainer finds.
@Suite struct EvaluationAgreementTests {
    private static let configurations = [
        DecodingModel.grouped,
        // One head of keys and values for each of queries; biases; a head of its own; Llama 3's rotary scaling.
        ModelConfiguration(
            vocabularySize: 300, hiddenSize: 32, intermediateSize: 48, layerCount: 2, headCount: 3,
            keyValueHeadCount: 3, headDimension: 32, ropeTheta: 500_000,
            ropeScaling: .init(
                factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaximumPositions: 64),
            tiesEmbeddings: false, hasAttentionBias: true, maximumPositions: 256),
        // Three heads of queries to one.
        ModelConfiguration(
            vocabularySize: 40, hiddenSize: 24, intermediateSize: 32, layerCount: 1, headCount: 9,
            keyValueHeadCount: 3, headDimension: 8, maximumPositions: 256),
    ]

    private func check(_ model: DecodingModel, temperature: Double) {
        let requests = (0..<12).map { index in
            model.request(
                model.tokens(1 + 7 * index, seed: UInt64(index)), 30, seed: index, temperature: temperature)
        }
        let completions = model.engine().complete(requests)
        let inputs = zip(requests, completions).map { request, completion in
            SequenceInput(
                tokens: request.tokens + completion.tokens,
                positions: Array(request.tokens.count..<request.tokens.count + completion.tokens.count))
        }
        let outputs = model.model.evaluate(inputs, temperature: temperature == 0 ? 1 : temperature)
        for (completion, output) in zip(completions, outputs) {
            #expect(completion.tokens.count == 30)
            for (sampled, evaluated) in zip(completion.logProbabilities, output.logProbabilities) {
                #expect(abs(sampled - evaluated) < 1e-4)
            }
        }
    }

    @Test(arguments: Self.configurations.indices, [0, 0.7, 1])
    func agrees(_ index: Int, _ temperature: Double) throws {
        self.check(try DecodingModel(Self.configurations[index]), temperature: temperature)
    }

    @Test func agreesWithAdapters() throws {
        self.check(try DecodingModel(adapters: LowRankSettings(rank: 3, alpha: 6)), temperature: 1)
    }
}
