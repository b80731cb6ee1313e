import CTensorKernels

/// A forward pass over a batch: keys and values go to the cache, and where a segment asks for it, a token is chosen.
///
/// Decoders run on threads beside each other (`@unchecked Sendable`), one batch at a time each. Weights are only read
/// meanwhile; a page of the cache is written by the one decoder whose batch has the sequence, or read by any.
final class Decoder: @unchecked Sendable {
    private let model: PackedModel
    private let cache: KeyValueCache
    private let attention: CausalAttention
    private let sampler: TokenSampler
    private let computation: Computation
    private let logitRows: Int

    private let arena = Arena()
    private let stream: UnsafeMutablePointer<Float>
    private let normed: UnsafeMutablePointer<Float>
    private let reciprocals: UnsafeMutablePointer<Float>
    private let queriesKeysValues: UnsafeMutablePointer<Float>
    private let attended: UnsafeMutablePointer<Float>
    private let gateUp: UnsafeMutablePointer<Float>
    private let product: UnsafeMutablePointer<Float>
    private let scores: UnsafeMutablePointer<Float>
    private let logits: UnsafeMutablePointer<Float>

    /// - Parameter batchTokens: the most tokens of a batch.
    init(_ packed: PackedModel, cache: KeyValueCache, batchTokens: Int) {
        let configuration = packed.model.configuration
        let attention = CausalAttention(configuration)
        self.model = packed
        self.cache = cache
        self.attention = attention
        self.sampler = TokenSampler(vocabularySize: configuration.vocabularySize, arena: self.arena)
        self.logitRows = min(max(256, (1 << 20) / configuration.vocabularySize), batchTokens)
        self.stream = self.arena.floats(batchTokens * configuration.hiddenSize)
        self.normed = self.arena.floats(batchTokens * configuration.hiddenSize)
        self.reciprocals = self.arena.floats(batchTokens)
        self.queriesKeysValues = self.arena.floats(batchTokens * attention.inputWidth)
        self.attended = self.arena.floats(batchTokens * attention.outputWidth)
        self.gateUp = self.arena.floats(batchTokens * 2 * configuration.intermediateSize)
        self.product = self.arena.floats(batchTokens * configuration.intermediateSize)
        self.scores = self.arena.floats(2 * (configuration.maximumPositions + KeyValueCache.pageSize))
        self.logits = self.arena.floats(self.logitRows * configuration.vocabularySize)
        // Adapters are merged into the packed weights.
        self.computation = packed.model.computation(lowRank: self.arena.floats(0))
    }

    /// The tokens that were chosen, one for each segment that wants one, in their order.
    func run(_ batch: DecoderBatch) -> [TokenSampler.Choice] {
        let rows = batch.tokens.count
        guard rows > 0 else { return [] }
        let network = self.model.model.network
        network.embedding.forward(batch.tokens, rows: rows, into: self.stream, in: self.computation)
        for (index, (layer, packed)) in zip(network.layers, self.model.layers).enumerated() {
            self.norm(layer.attentionNorm, rows: rows)
            packed.projections.forward(self.normed, rows: rows, into: self.queriesKeysValues, in: self.computation)
            layer.attention.rotary.forward(
                self.queriesKeysValues, positions: batch.positions, rows: rows, stride: self.attention.inputWidth,
                heads: self.attention.headCount + self.attention.keyValueHeadCount)
            self.attend(batch, layer: index)
            packed.output.forward(self.attended, rows: rows, into: self.stream, adding: true, in: self.computation)

            self.norm(layer.feedForwardNorm, rows: rows)
            packed.gateUp.forward(self.normed, rows: rows, into: self.gateUp, in: self.computation)
            tensor_swiglu_forward(self.gateUp, self.product, rows, layer.feedForward.width)
            packed.down.forward(self.product, rows: rows, into: self.stream, adding: true, in: self.computation)
        }
        return self.choices(batch.wanted, norm: network.readout.norm)
    }

    private func norm(_ norm: RMSNorm, rows: Int) {
        norm.forward(self.stream, rows: rows, into: self.normed, reciprocals: self.reciprocals, in: self.computation)
    }

    private func attend(_ batch: DecoderBatch, layer: Int) {
        let pool = self.cache.base(layer: layer)
        for (index, segment) in batch.segments.enumerated() {
            if index + 1 < batch.segments.count {
                let next = batch.segments[index + 1]
                tensor_page_prefetch(
                    self.page(of: next, position: batch.positions[next.range.lowerBound], in: pool),
                    self.attention.keyValueHeadCount, self.attention.dimension)
            }
            self.attend(segment, positions: batch.positions, in: pool)
        }
    }

    /// Writes a segment's keys and values before any of its tokens looks at them.
    private func attend(
        _ segment: DecoderBatch.Segment, positions: [Int32], in pool: UnsafeMutablePointer<Float>
    ) {
        let (heads, keyHeads) = (self.attention.headCount, self.attention.keyValueHeadCount)
        let dimension = self.attention.dimension
        for row in segment.range {
            let keys = self.queriesKeysValues + row * self.attention.inputWidth + heads * dimension
            tensor_page_write(
                keys, keys + keyHeads * dimension, self.page(of: segment, position: positions[row], in: pool),
                Int(positions[row]) % KeyValueCache.pageSize, keyHeads, dimension)
        }
        for row in segment.range {
            tensor_cached_attention(
                self.queriesKeysValues + row * self.attention.inputWidth, pool, segment.pages, self.cache.pageStride,
                Int(positions[row]) + 1, heads, keyHeads, dimension, self.attention.scale, self.scores,
                self.attended + row * self.attention.outputWidth)
        }
    }

    /// A layer's part of the page that a position is in.
    private func page(
        of segment: DecoderBatch.Segment, position: Int32, in pool: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<Float> {
        pool + Int(segment.pages[Int(position) / KeyValueCache.pageSize]) * self.cache.pageStride
    }

    /// The head, only for the rows whose next token is wanted.
    private func choices(_ wanted: [DecoderBatch.Wanted], norm: RMSNorm) -> [TokenSampler.Choice] {
        for (index, want) in wanted.enumerated() where want.row != index {
            // Rows only move to the front, so none is overwritten before it has moved.
            (self.stream + index * norm.width).update(from: self.stream + want.row * norm.width, count: norm.width)
        }
        self.norm(norm, rows: wanted.count)
        var choices: [TokenSampler.Choice] = []
        for first in stride(from: 0, to: wanted.count, by: self.logitRows) {
            let part = wanted[first..<min(first + self.logitRows, wanted.count)]
            self.model.head.forward(
                self.normed + first * norm.width, rows: part.count, into: self.logits, in: self.computation)
            for (index, want) in part.enumerated() {
                choices.append(self.sampler.choose(from: self.logits + index * self.model.head.outputs, want.draw))
            }
        }
        return choices
    }
}
