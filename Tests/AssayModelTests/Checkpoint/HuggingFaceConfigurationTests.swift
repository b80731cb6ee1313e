import AssayJSON
import AssayModel
import Testing

@Suite struct HuggingFaceConfigurationTests {
    /// Llama 3.2 1B's config.json in what matters, with members put in place of its own.
    private static func json(_ members: [(String, JSONValue)] = [], without: Set<String> = []) -> JSONValue {
        let base: [(String, JSONValue)] = [
            ("architectures", ["LlamaForCausalLM"]), ("model_type", "llama"), ("vocab_size", 128_256),
            ("hidden_size", 2048), ("intermediate_size", 8192), ("num_hidden_layers", 16),
            ("num_attention_heads", 32), ("num_key_value_heads", 8), ("rms_norm_eps", .number(1e-5)),
            ("hidden_act", "silu"), ("max_position_embeddings", 131_072), ("tie_word_embeddings", true),
            ("rope_theta", .number(500_000)),
            (
                "rope_scaling",
                [
                    "factor": .number(32), "high_freq_factor": .number(4), "low_freq_factor": .number(1),
                    "original_max_position_embeddings": 8192, "rope_type": "llama3",
                ]
            ),
        ]
        let names = Set(members.map(\.0)).union(without)
        return .object(JSONObject(base.filter { !names.contains($0.0) } + members))
    }

    @Test func readsBothFormsOfRotarySettings() throws {
        let old = try ModelConfiguration(huggingFace: Self.json())
        #expect(old.ropeTheta == 500_000)
        #expect(
            old.ropeScaling
                == .init(factor: 32, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaximumPositions: 8192))
        #expect(old.headDimension == 64)
        var nested = try #require(Self.json()["rope_scaling"]?.object)
        nested.append("rope_theta", .number(500_000))
        let new = Self.json([("rope_parameters", .object(nested))], without: ["rope_theta", "rope_scaling"])
        #expect(try ModelConfiguration(huggingFace: new) == old)
        let plain = Self.json([("rope_scaling", .null)], without: ["rope_theta"])
        #expect(try ModelConfiguration(huggingFace: plain).ropeTheta == 10000)
        #expect(try ModelConfiguration(huggingFace: plain).ropeScaling == nil)
    }

    @Test func whatIsAbsentIsAsTransformersHasIt() throws {
        let value = Self.json(without: ["num_key_value_heads", "tie_word_embeddings", "rms_norm_eps"])
        let configuration = try ModelConfiguration(huggingFace: value)
        #expect(configuration.keyValueHeadCount == 32)
        #expect(!configuration.tiesEmbeddings)
        #expect(configuration.normEpsilon == 1e-6)
    }

    @Test(
        arguments: [
            ("architectures", ["MistralForCausalLM"], "LlamaForCausalLM or Qwen2ForCausalLM, not MistralForCausalLM"),
            ("architectures", ["Qwen3ForCausalLM"], "not Qwen3ForCausalLM"),
            ("model_type", "mistral", "architectures"),
            ("hidden_act", "gelu", "not gelu"), ("mlp_bias", true, "not supported"),
            ("attention_bias", true, "not supported"), ("layer_types", ["sliding_attention"], "full_attention"),
            ("quantization_config", ["bits": 4], "quantised"), ("rope_scaling", ["rope_type": "yarn"], "not yarn"),
            ("rope_scaling", ["type": "linear", "factor": 2], "not linear"),
            ("rope_scaling", ["rope_type": "llama3"], "rope_scaling.factor: is required"),
            ("rope_scaling", 3, "an object"),
            ("num_attention_heads", 31, "must divide"), ("num_key_value_heads", 5, "must divide"),
            ("head_dim", 63, "even"), ("vocab_size", 0, "whole number"), ("hidden_size", -1, "whole number"),
            ("num_hidden_layers", "many", "whole number"), ("vocab_size", .integer(.max), "whole number"),
            ("partial_rotary_factor", .number(0.5), "must be 1"),
        ] as [(String, JSONValue, String)])
    func refusesWhatItDoesNotCompute(_ name: String, _ value: JSONValue, _ message: String) throws {
        let faults = #expect(throws: FieldFaults.self) {
            try ModelConfiguration(huggingFace: Self.json([(name, value)]))
        }
        #expect(faults?.description.contains(message) == true, "\(faults?.description ?? "")")
    }

    @Test func refusesWhatIsMissing() {
        for name in ["vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads"] {
            let faults = #expect(throws: FieldFaults.self) {
                try ModelConfiguration(huggingFace: Self.json(without: [name]))
            }
            #expect(faults?.description.contains("\(name): is required") == true)
        }
        #expect(throws: FieldFaults.self) { try ModelConfiguration(huggingFace: []) }
    }
}
