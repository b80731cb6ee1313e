import AssayModel
import AssayRandom

/// A small model of random weights, large enough that its distributions are not flat.
struct DecodingModel {
    static let grouped = ModelConfiguration(
        vocabularySize: 53, hiddenSize: 24, intermediateSize: 40, layerCount: 2, headCount: 6, keyValueHeadCount: 2,
        headDimension: 20, maximumPositions: 160)

    let model: Transformer

    init(_ configuration: ModelConfiguration = Self.grouped, adapters: LowRankSettings? = nil) throws {
        self.model = try Transformer(configuration, adapters: adapters)
        self.randomize(seed: 1)
    }

    func randomize(seed: UInt64) {
        var stream = RandomStream(seed: seed)
        for index in self.model.parameters.elements.indices {
            self.model.parameters.elements[index] = Float(stream.uniform() - 0.5)
        }
    }

    func engine(_ settings: CompletionSettings = CompletionSettings()) -> CompletionEngine {
        CompletionEngine(model: self.model, settings: settings)
    }

    var configuration: ModelConfiguration { self.model.configuration }

    /// Bytes of so many pages of the cache.
    func bytes(pages: Int) -> Int {
        let rounded = (self.configuration.headDimension + 15) / 16 * 16
        return pages * 16 * (self.configuration.headDimension + rounded) * self.configuration.keyValueHeadCount
            * self.configuration.layerCount * 4
    }

    /// Tokens that depend on a seed alone.
    func tokens(_ count: Int, seed: UInt64) -> [Int32] {
        var stream = RandomStream(seed: seed, key: [count])
        return (0..<count).map { _ in Int32(stream.next() % UInt64(self.configuration.vocabularySize)) }
    }

    /// A request whose stream has the seed's key.
    func request(
        _ tokens: [Int32], _ maximumTokens: Int, seed: Int = 0, stop: Set<Int32> = [], temperature: Double = 1
    ) -> CompletionRequest {
        CompletionRequest(
            tokens: tokens, maximumTokens: maximumTokens, stopTokens: stop, temperature: temperature,
            stream: RandomStream(seed: 7, key: [seed]))
    }
}
