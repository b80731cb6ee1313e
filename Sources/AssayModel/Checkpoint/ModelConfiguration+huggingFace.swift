package import AssayJSON

extension ModelConfiguration {
    /// No extent of a model that fits a machine is above it, and products of two do not overflow.
    private static let largest = 1 << 24

    /// Reads Hugging Face's config.json of a `LlamaForCausalLM` or a `Qwen2ForCausalLM`.
    ///
    /// Rotary settings are read as transformers wrote them before version 5 (`rope_theta`, `rope_scaling`) and since
    /// (`rope_parameters`). What would change a result and is not computed here is refused, not passed over.
    /// - Throws: everything that is wrong with it.
    package init(huggingFace value: JSONValue) throws(FieldFaults) {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be an object")])
        }
        var reader = FieldReader(object, known: nil)
        let isQwen2 = Self.isQwen2(&reader)
        Self.refuseWhatIsNotComputed(&reader, isQwen2: isQwen2)
        let hidden = Self.extent("hidden_size", &reader)
        let heads = Self.extent("num_attention_heads", &reader)
        let keyValueHeads = reader.positiveInteger("num_key_value_heads", upTo: Self.largest) ?? heads
        if heads % keyValueHeads != 0 { reader.fault("num_key_value_heads", "must divide num_attention_heads") }
        let headDimension = reader.positiveInteger("head_dim", upTo: Self.largest)
        if headDimension == nil, hidden % heads != 0 { reader.fault("num_attention_heads", "must divide hidden_size") }
        if (headDimension ?? hidden / heads) % 2 != 0 { reader.fault("head_dim", "must be even") }
        let rope = Self.rope(&reader)
        self.init(
            vocabularySize: Self.extent("vocab_size", &reader), hiddenSize: hidden,
            intermediateSize: Self.extent("intermediate_size", &reader),
            layerCount: Self.extent("num_hidden_layers", &reader), headCount: heads, keyValueHeadCount: keyValueHeads,
            headDimension: headDimension,
            normEpsilon: reader.positiveNumber("rms_norm_eps", upTo: 1) ?? 1e-6,
            ropeTheta: rope.theta, ropeScaling: rope.scaling,
            tiesEmbeddings: reader.bool("tie_word_embeddings") ?? false, hasAttentionBias: isQwen2,
            maximumPositions: reader.positiveInteger("max_position_embeddings", upTo: 1 << 40)
                ?? (isQwen2 ? 32768 : 2048))
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }

    private static func extent(_ name: String, _ reader: inout FieldReader) -> Int {
        if reader.value(name) == nil { reader.fault(name, "is required") }
        return reader.positiveInteger(name, upTo: Self.largest) ?? 1
    }

    private static func isQwen2(_ reader: inout FieldReader) -> Bool {
        let architectures = reader.strings("architectures") ?? []
        let type = reader.string("model_type")
        switch (architectures, type) {
        case (["LlamaForCausalLM"], "llama"?), (["LlamaForCausalLM"], nil), ([], "llama"?):
            return false
        case (["Qwen2ForCausalLM"], "qwen2"?), (["Qwen2ForCausalLM"], nil), ([], "qwen2"?):
            return true
        default:
            let found = architectures.isEmpty ? type ?? "none" : architectures.joined(separator: ", ")
            reader.fault("architectures", "must be LlamaForCausalLM or Qwen2ForCausalLM, not \(found)")
            return false
        }
    }

    private static func refuseWhatIsNotComputed(_ reader: inout FieldReader, isQwen2: Bool) {
        if let activation = reader.string("hidden_act"), activation != "silu" {
            reader.fault("hidden_act", "must be silu, not \(activation)")
        }
        // Llama's flag gives the output projection a bias, too.
        for name in ["mlp_bias", "use_sliding_window"] + (isQwen2 ? [] : ["attention_bias"])
        where reader.bool(name) == true {
            reader.fault(name, "must be false: it is not supported")
        }
        let kinds = reader.strings("layer_types") ?? []
        if kinds.contains(where: { $0 != "full_attention" }) {
            reader.fault("layer_types", "must all be full_attention")
        }
        if reader.value("quantization_config") != nil {
            reader.fault("quantization_config", "must be absent: quantised weights are not supported")
        }
        if let factor = reader.value("partial_rotary_factor"), factor.double != 1 {
            reader.fault("partial_rotary_factor", "must be 1")
        }
    }

    private static func rope(_ reader: inout FieldReader) -> (theta: Double, scaling: RopeScaling?) {
        let nested = ["rope_parameters", "rope_scaling"].first { reader.value($0) != nil }
        let outer = reader.positiveNumber("rope_theta", upTo: 1e12)
        guard let nested, let object = reader.read(nested, "an object", { $0.object }) else {
            return (outer ?? 10000, nil)
        }
        var inner = FieldReader(object, path: "\(nested).", known: nil)
        let theta = inner.positiveNumber("rope_theta", upTo: 1e12) ?? outer ?? 10000
        let type = inner.string("rope_type") ?? inner.string("type") ?? "default"
        var scaling: RopeScaling?
        switch type {
        case "default": break
        case "llama3":
            for name in Self.scalingNames where inner.value(name) == nil { inner.fault(name, "is required") }
            let low = inner.positiveNumber("low_freq_factor", upTo: 1e6) ?? 1
            let high = inner.positiveNumber("high_freq_factor", upTo: 1e6) ?? 4
            if high <= low { inner.fault("high_freq_factor", "must be above low_freq_factor") }
            scaling = RopeScaling(
                factor: inner.positiveNumber("factor", upTo: 1e6) ?? 1, lowFrequencyFactor: low,
                highFrequencyFactor: high,
                originalMaximumPositions: inner.positiveInteger("original_max_position_embeddings", upTo: 1 << 40) ?? 1)
        default: inner.fault("rope_type", "must be default or llama3, not \(type)")
        }
        for fault in inner.faults { reader.fault(fault) }
        return (theta, scaling)
    }

    private static let scalingNames = [
        "factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings",
    ]
}

extension ModelConfiguration {
    /// config.json, with the rotary settings where every version of transformers reads them.
    /// - Parameters:
    ///   - type: how the weights are stored.
    ///   - endToken: the id that ends a turn.
    package func huggingFace(type: TensorType, endToken: Int32? = nil) -> JSONValue {
        var object = JSONObject([
            ("architectures", [.string(self.hasAttentionBias ? "Qwen2ForCausalLM" : "LlamaForCausalLM")]),
            ("model_type", .string(self.hasAttentionBias ? "qwen2" : "llama")),
            ("vocab_size", .integer(self.vocabularySize)),
            ("hidden_size", .integer(self.hiddenSize)),
            ("intermediate_size", .integer(self.intermediateSize)),
            ("num_hidden_layers", .integer(self.layerCount)),
            ("num_attention_heads", .integer(self.headCount)),
            ("num_key_value_heads", .integer(self.keyValueHeadCount)),
            ("head_dim", .integer(self.headDimension)),
            ("hidden_act", "silu"),
            ("rms_norm_eps", .number(self.normEpsilon)),
            ("rope_theta", .number(self.ropeTheta)),
            ("max_position_embeddings", .integer(self.maximumPositions)),
            ("tie_word_embeddings", .bool(self.tiesEmbeddings)),
            ("torch_dtype", .string(Self.torchName(type))),
        ])
        if !self.hasAttentionBias {
            object.append("attention_bias", false)
            object.append("mlp_bias", false)
        }
        if let scaling = self.ropeScaling {
            object.append(
                "rope_scaling",
                [
                    "rope_type": "llama3", "factor": .number(scaling.factor),
                    "low_freq_factor": .number(scaling.lowFrequencyFactor),
                    "high_freq_factor": .number(scaling.highFrequencyFactor),
                    "original_max_position_embeddings": .integer(scaling.originalMaximumPositions),
                ])
        }
        // Absent, transformers takes Llama's own ids.
        object.append("bos_token_id", .null)
        object.append("eos_token_id", .optional(endToken))
        return .object(object)
    }

    private static func torchName(_ type: TensorType) -> String {
        switch type {
        case .bfloat16: "bfloat16"
        case .float16: "float16"
        default: "float32"
        }
    }
}
