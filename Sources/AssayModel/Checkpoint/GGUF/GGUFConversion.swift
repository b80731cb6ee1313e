/// Turns a GGUF file of a Llama model into a folder as Hugging Face's tools have it.
package struct GGUFConversion: Sendable {
    private let file: GGUFFile
    package let configuration: ModelConfiguration

    /// - Throws: where the file holds no model that is supported.
    package init(_ file: GGUFFile) throws(CheckpointError) {
        self.file = file
        let stage = "GGUF metadata"
        func integer(_ name: String) throws(CheckpointError) -> Int {
            guard let value = file.metadata[name]?.integer, (1...1 << 24).contains(value) else {
                throw CheckpointError(stage: stage, "\(name) is missing, or no size")
            }
            return value
        }
        guard file.metadata["general.architecture"]?.string == "llama" else {
            let found = file.metadata["general.architecture"]?.string ?? "none"
            throw CheckpointError(stage: stage, "the architecture must be llama, not \(found)")
        }
        // Stretched rotary frequencies come as a table that config.json has no place for.
        guard file.shape(of: "rope_freqs.weight") == nil, file.metadata["llama.rope.scaling.type"] == nil else {
            throw CheckpointError(stage: stage, "rotary scaling is not supported in GGUF files")
        }
        let heads = try integer("llama.attention.head_count")
        let hidden = try integer("llama.embedding_length")
        self.configuration = ModelConfiguration(
            vocabularySize: file.shape(of: "token_embd.weight")?.first ?? 0, hiddenSize: hidden,
            intermediateSize: try integer("llama.feed_forward_length"), layerCount: try integer("llama.block_count"),
            headCount: heads,
            keyValueHeadCount: file.metadata["llama.attention.head_count_kv"] == nil
                ? heads : try integer("llama.attention.head_count_kv"),
            headDimension: file.metadata["llama.attention.key_length"]?.integer,
            normEpsilon: file.metadata["llama.attention.layer_norm_rms_epsilon"]?.double ?? 1e-5,
            ropeTheta: file.metadata["llama.rope.freq_base"]?.double ?? 10000,
            tiesEmbeddings: file.shape(of: "output.weight") == nil,
            maximumPositions: try integer("llama.context_length"))
        try Self.check(self.configuration, rotated: file.metadata["llama.rope.dimension_count"]?.integer, stage)
    }

    private static func check(
        _ configuration: ModelConfiguration, rotated: Int?, _ stage: String
    ) throws(CheckpointError) {
        guard configuration.headCount % configuration.keyValueHeadCount == 0, configuration.headDimension > 0,
            configuration.headDimension % 2 == 0, rotated ?? configuration.headDimension == configuration.headDimension
        else { throw CheckpointError(stage: stage, "the heads do not fit the model") }
    }

    /// Writes config.json and model.safetensors.
    package func save(
        to directory: ModelDirectory, type: TensorType = .bfloat16, endToken: Int32? = nil
    ) throws(CheckpointError) {
        let layout = ParameterLayout(self.configuration, head: .language)
        for entry in layout.entries {
            let shape = self.file.shape(of: Self.name(entry.name))
            guard shape == entry.shape else {
                throw CheckpointError(
                    stage: entry.name, shape.map { "it has the shape \($0), not \(entry.shape)" } ?? "it is missing")
            }
        }
        try directory.save(self.configuration, type: type, endToken: endToken)
        let writer = try SafetensorsWriter(
            path: directory.file("model.safetensors"), tensors: layout.entries.map { ($0.name, $0.shape) }, type: type)
        for entry in layout.entries {
            let values = self.ordered(try self.file.floats(Self.name(entry.name)), entry)
            try Self.append(values, to: writer)
        }
        try writer.finish()
    }

    private static func append(_ values: [Float], to writer: SafetensorsWriter) throws(CheckpointError) {
        var failure: CheckpointError?
        values.withUnsafeBufferPointer { buffer in
            do throws(CheckpointError) { try writer.append(buffer) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// The rows of queries and keys in Hugging Face's order: GGUF has the two halves of a head's rotary pairs side by side.
    private func ordered(_ values: [Float], _ entry: ParameterLayout.Entry) -> [Float] {
        guard entry.name.hasSuffix("q_proj.weight") || entry.name.hasSuffix("k_proj.weight") else { return values }
        let width = entry.shape[1]
        let half = self.configuration.headDimension / 2
        var ordered: [Float] = []
        ordered.reserveCapacity(values.count)
        for row in 0..<entry.shape[0] {
            let (head, place) = row.quotientAndRemainder(dividingBy: 2 * half)
            let (part, pair) = place.quotientAndRemainder(dividingBy: half)
            let source = head * 2 * half + 2 * pair + part
            ordered += values[source * width..<(source + 1) * width]
        }
        return ordered
    }

    private static let names = [
        "input_layernorm": "attn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
        "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output", "post_attention_layernorm": "ffn_norm",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
    ]

    /// llama.cpp's name of a parameter.
    private static func name(_ parameter: String) -> String {
        switch parameter {
        case "model.embed_tokens.weight": return "token_embd.weight"
        case "model.norm.weight": return "output_norm.weight"
        case "lm_head.weight": return "output.weight"
        default:
            // model.layers.7.mlp.up_proj.weight
            let parts = parameter.split(separator: ".")
            let inner = parts.dropFirst(3).dropLast().joined(separator: ".")
            return "blk.\(parts[2]).\(Self.names[inner] ?? inner).weight"
        }
    }
}
