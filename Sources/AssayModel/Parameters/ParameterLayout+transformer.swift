extension ParameterLayout {
    /// The parameters of a transformer, in the order in which it uses them, but adapters and the value head last: they are
    /// what is trained where there are adapters.
    ///
    /// Projections that read the same input lie one after another, so that one product computes them all: queries, keys
    /// and values; gate and up.
    package init(_ configuration: ModelConfiguration, head: TransformerHead, adapters: LowRankSettings? = nil) {
        self.init()
        let hidden = configuration.hiddenSize
        self.append("model.embed_tokens.weight", shape: [configuration.vocabularySize, hidden])
        for layer in 0..<configuration.layerCount { self.append(layer: layer, of: configuration) }
        self.append("model.norm.weight", shape: [hidden])
        if head == .language, !configuration.tiesEmbeddings {
            self.append("lm_head.weight", shape: [configuration.vocabularySize, hidden])
        }
        if let adapters { self.append(adapters) }
        if head == .value {
            self.append("score.weight", shape: [1, hidden])
            self.append("score.bias", shape: [1])
        }
    }

    private mutating func append(_ adapters: LowRankSettings) {
        for entry in self.entries where entry.name.hasSuffix("_proj.weight") {
            let projection = String(entry.name.dropLast(".weight".count))
            guard adapters.adapts(projection) else { continue }
            self.append(LowRankSettings.down(of: projection), shape: [adapters.rank, entry.shape[1]])
            self.append(LowRankSettings.up(of: projection), shape: [entry.shape[0], adapters.rank])
        }
    }

    private mutating func append(layer: Int, of configuration: ModelConfiguration) {
        let prefix = "model.layers.\(layer)."
        let hidden = configuration.hiddenSize
        let queries = configuration.headCount * configuration.headDimension
        let keys = configuration.keyValueHeadCount * configuration.headDimension
        self.append(prefix + "input_layernorm.weight", shape: [hidden])
        let projections = [("q", queries), ("k", keys), ("v", keys)]
        for (name, size) in projections {
            self.append(prefix + "self_attn.\(name)_proj.weight", shape: [size, hidden])
        }
        if configuration.hasAttentionBias {
            for (name, size) in projections { self.append(prefix + "self_attn.\(name)_proj.bias", shape: [size]) }
        }
        self.append(prefix + "self_attn.o_proj.weight", shape: [hidden, queries])
        self.append(prefix + "post_attention_layernorm.weight", shape: [hidden])
        self.append(prefix + "mlp.gate_proj.weight", shape: [configuration.intermediateSize, hidden])
        self.append(prefix + "mlp.up_proj.weight", shape: [configuration.intermediateSize, hidden])
        self.append(prefix + "mlp.down_proj.weight", shape: [hidden, configuration.intermediateSize])
    }
}
