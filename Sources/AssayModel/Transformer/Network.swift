/// The layers of a transformer, from tokens to what the head says of them, forward and back.
struct Network: Sendable {
    let embedding: TokenEmbedding
    let layers: [DecoderLayer]
    let readout: Readout
    /// The largest rank of an adapter; 0 without.
    let adapterRank: Int

    init(
        _ configuration: ModelConfiguration, head: TransformerHead, layout: ParameterLayout,
        adapters: LowRankSettings?
    ) {
        let rotary = RotaryPositions(configuration)
        self.embedding = TokenEmbedding(in: layout, configuration: configuration)
        self.layers = (0..<configuration.layerCount).map {
            DecoderLayer($0, in: layout, configuration: configuration, rotary: rotary, adapters: adapters)
        }
        self.readout = Readout(head, in: layout, configuration: configuration)
        self.adapterRank = adapters?.rank ?? 0
    }

    func forward(_ batch: PackedBatch, temperature: Float, in workspace: Workspace, _ computation: Computation) {
        // Pointers know no bounds: a batch that does not fit must never be begun.
        precondition(
            batch.rows <= workspace.capacity,
            "a micro-batch of \(batch.rows) tokens in a workspace for \(workspace.capacity)")
        self.embedding.forward(batch.tokens, rows: batch.rows, into: workspace.stream(0), in: computation)
        for (index, layer) in self.layers.enumerated() {
            layer.forward(
                workspace.stream(index), batch: batch, into: workspace.stream(index + 1),
                keeping: workspace.layer(index), scratch: workspace.scratch, in: computation)
        }
        self.readout.forward(
            workspace.stream(self.layers.count), batch: batch, temperature: temperature, keeping: workspace.readout,
            in: computation)
    }

    /// Adds the gradients of a batch that ``forward`` left in the workspace and whose outputs' gradients are taken.
    func backward(
        _ batch: PackedBatch, temperature: Float, gradients: GradientTarget, in workspace: Workspace,
        _ computation: Computation
    ) {
        let d = workspace.dStream
        self.readout.backward(
            into: d, batch: batch, temperature: temperature, keeping: workspace.readout, gradients: gradients,
            in: computation)
        for (index, layer) in self.layers.enumerated().reversed() {
            if workspace.purpose == .checkpointedGradients {
                layer.forward(
                    workspace.stream(index), batch: batch, into: workspace.stream(index + 1),
                    keeping: workspace.layer(index), scratch: workspace.scratch, in: computation)
            }
            layer.backward(
                d, x: workspace.stream(index), batch: batch, keeping: workspace.layer(index),
                scratch: workspace.scratch, gradients: gradients, in: computation)
        }
        self.embedding.backward(d, tokens: batch.tokens, rows: batch.rows, gradients: gradients)
    }
}
