/// One block of the decoder: x + attention(norm(x)), then the same with the feed-forward network.
struct DecoderLayer: Sendable {
    let attentionNorm: RMSNorm
    let attention: SelfAttention
    let feedForwardNorm: RMSNorm
    let feedForward: FeedForward

    init(
        _ index: Int, in layout: ParameterLayout, configuration: ModelConfiguration, rotary: RotaryPositions,
        adapters: LowRankSettings?
    ) {
        let name = "model.layers.\(index)"
        self.attentionNorm = RMSNorm("\(name).input_layernorm", in: layout, configuration: configuration)
        self.attention = SelfAttention(
            "\(name).self_attn", in: layout, configuration: configuration, rotary: rotary, adapters: adapters)
        self.feedForwardNorm = RMSNorm("\(name).post_attention_layernorm", in: layout, configuration: configuration)
        self.feedForward = FeedForward("\(name).mlp", in: layout, adapters: adapters)
    }

    /// What the forward pass leaves for the backward pass; pointers to rows × hidden size, reciprocals one a row.
    struct Activations {
        let attentionReciprocals: UnsafeMutablePointer<Float>
        let attentionInput: UnsafeMutablePointer<Float>
        let attention: SelfAttention.Activations
        /// The sum after attention.
        let middle: UnsafeMutablePointer<Float>
        let feedForwardReciprocals: UnsafeMutablePointer<Float>
        let feedForwardInput: UnsafeMutablePointer<Float>
        let feedForward: FeedForward.Activations
    }

    func activations(rows: Int, in arena: Arena) -> Activations {
        let hidden = self.attentionNorm.width
        return Activations(
            attentionReciprocals: arena.floats(rows), attentionInput: arena.floats(rows * hidden),
            attention: self.attention.activations(rows: rows, in: arena), middle: arena.floats(rows * hidden),
            feedForwardReciprocals: arena.floats(rows), feedForwardInput: arena.floats(rows * hidden),
            feedForward: self.feedForward.activations(rows: rows, in: arena))
    }

    func forward(
        _ x: UnsafePointer<Float>, batch: PackedBatch, into y: UnsafeMutablePointer<Float>,
        keeping activations: Activations, scratch: Scratch, in computation: Computation
    ) {
        let size = batch.rows * self.attentionNorm.width
        self.attentionNorm.forward(
            x, rows: batch.rows, into: activations.attentionInput, reciprocals: activations.attentionReciprocals,
            in: computation)
        activations.middle.update(from: x, count: size)
        self.attention.forward(
            activations.attentionInput, batch: batch, addingTo: activations.middle, keeping: activations.attention,
            scratch: scratch, in: computation)
        self.feedForwardNorm.forward(
            activations.middle, rows: batch.rows, into: activations.feedForwardInput,
            reciprocals: activations.feedForwardReciprocals, in: computation)
        y.update(from: activations.middle, count: size)
        self.feedForward.forward(
            activations.feedForwardInput, rows: batch.rows, addingTo: y, keeping: activations.feedForward,
            in: computation)
    }

    /// d, the gradient of y, becomes that of x.
    func backward(
        _ d: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, batch: PackedBatch, keeping activations: Activations,
        scratch: Scratch, gradients: GradientTarget, in computation: Computation
    ) {
        self.feedForward.backward(
            d, x: activations.feedForwardInput, rows: batch.rows, keeping: activations.feedForward,
            into: scratch.dNormed, scratch: scratch, gradients: gradients, in: computation)
        self.feedForwardNorm.backward(
            scratch.dNormed, x: activations.middle, reciprocals: activations.feedForwardReciprocals, rows: batch.rows,
            addingTo: d, gradients: gradients, in: computation)
        self.attention.backward(
            d, x: activations.attentionInput, batch: batch, keeping: activations.attention, into: scratch.dNormed,
            scratch: scratch, gradients: gradients, in: computation)
        self.attentionNorm.backward(
            scratch.dNormed, x: x, reciprocals: activations.attentionReciprocals, rows: batch.rows, addingTo: d,
            gradients: gradients, in: computation)
    }
}
