/// A transformer whose linear layers are packed for sampling.
struct PackedModel: Sendable {
    struct Layer: Sendable {
        let projections: PackedLinear
        let output: PackedLinear
        let gateUp: PackedLinear
        let down: PackedLinear
    }

    let model: Transformer
    let layers: [Layer]
    let head: PackedLinear

    /// - Precondition: the model has a language head.
    init(_ model: Transformer) {
        guard case .language(let head) = model.network.readout.head else { preconditionFailure("no language head") }
        self.model = model
        self.layers = model.network.layers.map { layer in
            Layer(
                projections: PackedLinear(layer.attention.projections), output: PackedLinear(layer.attention.output),
                gateUp: PackedLinear(layer.feedForward.gateUp), down: PackedLinear(layer.feedForward.down))
        }
        self.head = PackedLinear(Linear(head))
        self.pack()
    }

    /// Takes over what the model's parameters are now.
    func pack() {
        for linear in self.layers.flatMap({ [$0.projections, $0.output, $0.gateUp, $0.down] }) + [self.head] {
            linear.pack(self.model.parameters.base, blas: self.model.blas)
        }
    }
}
