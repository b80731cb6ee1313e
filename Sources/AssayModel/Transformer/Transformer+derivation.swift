/// Transformers made from others.
extension Transformer {
    /// Another with the same parameters, which stay as they are when this one's are trained: a reference policy.
    package func copy() throws(BLASError) -> Transformer {
        let copy = try Transformer(
            self.configuration, head: self.head, adapters: self.adapters, settings: self.settings)
        copy.parameters.assign(self.parameters)
        return copy
    }

    /// One with another's parameters as far as it has them; a head or adapters that it has beside them begin as in
    /// ``init(_:head:seed:adapters:settings:)``. So a value model begins with a policy's trunk, and a checkpoint gets
    /// adapters.
    package convenience init(
        _ other: Transformer, head: TransformerHead? = nil, adapters: LowRankSettings? = nil, seed: UInt64
    ) throws(BLASError) {
        try self.init(
            other.configuration, head: head ?? other.head, adapters: adapters, settings: other.settings)
        let known = other.parameters.layout
        self.parameters.initialize(other.configuration, seed: seed) { known[$0.name] == nil }
        self.parameters.assignShared(other.parameters)
    }

    /// The model as it was before its adapters were trained. It shares the parameters, so that a reference policy costs
    /// no memory; it is for evaluation alone.
    package func withoutAdapters() throws(BLASError) -> Transformer {
        try Transformer(
            self.configuration, head: self.head, parameters: self.parameters, settings: self.settings)
    }

    /// A model without adapters that says the same: W + alpha∕rank·B·A in each adapter's place.
    package func merged() throws(BLASError) -> Transformer {
        let merged = try Transformer(self.configuration, head: self.head, settings: self.settings)
        merged.parameters.assignShared(self.parameters)
        for layer in self.network.layers {
            for linear in [
                layer.attention.projections, layer.attention.output, layer.feedForward.gateUp, layer.feedForward.down,
            ] {
                for adapter in linear.adapters {
                    adapter.merge(
                        into: merged.parameters.base + linear.weight, parameters: self.parameters.base, blas: self.blas)
                }
            }
        }
        return merged
    }
}
