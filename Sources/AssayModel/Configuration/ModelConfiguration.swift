/// The shape of a decoder of Llama's or Qwen2's kind: RMSNorm, rotary positions, grouped-query attention, SwiGLU.
package struct ModelConfiguration: Sendable, Equatable {
    /// Llama 3's stretching of the slow rotary frequencies (Hugging Face's `rope_type: llama3`).
    package struct RopeScaling: Sendable, Equatable {
        package var factor: Double
        package var lowFrequencyFactor: Double
        package var highFrequencyFactor: Double
        package var originalMaximumPositions: Int

        package init(
            factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalMaximumPositions: Int
        ) {
            self.factor = factor
            self.lowFrequencyFactor = lowFrequencyFactor
            self.highFrequencyFactor = highFrequencyFactor
            self.originalMaximumPositions = originalMaximumPositions
        }
    }

    package var vocabularySize: Int
    package var hiddenSize: Int
    package var intermediateSize: Int
    package var layerCount: Int
    package var headCount: Int
    /// Heads of keys and values; divides ``headCount``.
    package var keyValueHeadCount: Int
    package var headDimension: Int
    package var normEpsilon: Double
    package var ropeTheta: Double
    package var ropeScaling: RopeScaling?
    /// Whether the output head is the embedding matrix.
    package var tiesEmbeddings: Bool
    /// Whether the projections of queries, keys and values have biases (Qwen2).
    package var hasAttentionBias: Bool
    package var maximumPositions: Int

    package init(
        vocabularySize: Int, hiddenSize: Int, intermediateSize: Int, layerCount: Int, headCount: Int,
        keyValueHeadCount: Int, headDimension: Int? = nil, normEpsilon: Double = 1e-5, ropeTheta: Double = 10000,
        ropeScaling: RopeScaling? = nil, tiesEmbeddings: Bool = true, hasAttentionBias: Bool = false,
        maximumPositions: Int = 2048
    ) {
        self.vocabularySize = vocabularySize
        self.hiddenSize = hiddenSize
        self.intermediateSize = intermediateSize
        self.layerCount = layerCount
        self.headCount = headCount
        self.keyValueHeadCount = keyValueHeadCount
        self.headDimension = headDimension ?? hiddenSize / headCount
        self.normEpsilon = normEpsilon
        self.ropeTheta = ropeTheta
        self.ropeScaling = ropeScaling
        self.tiesEmbeddings = tiesEmbeddings
        self.hasAttentionBias = hasAttentionBias
        self.maximumPositions = maximumPositions
    }
}
