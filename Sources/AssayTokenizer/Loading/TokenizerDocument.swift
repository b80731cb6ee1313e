import AssayJSON

/// The parts of a tokenizer.json that is to be written.
struct TokenizerDocument {
    /// What happens to text before it is merged.
    enum Pipeline: Sendable {
        /// GPT-2's words.
        case words
        /// Single digits, then GPT-2's words: SmolLM's.
        case digits
        case llama3
        case qwen2
    }

    /// Tokens by id, in the byte alphabet.
    let names: [String]
    /// Two names with a space between.
    let merges: [String]
    let addedTokens: [AddedToken]
    let pipeline: Pipeline

    var json: JSONValue {
        [
            "version": "1.0", "truncation": nil, "padding": nil,
            "added_tokens": .array(self.addedTokens.map(Self.json)),
            "normalizer": self.pipeline == .qwen2 ? ["type": "NFC"] : nil,
            "pre_tokenizer": ["type": "Sequence", "pretokenizers": .array(self.steps)],
            "post_processor": nil,
            "decoder": Self.bytes(splits: true),
            "model": [
                "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
                "end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": false,
                "ignore_merges": .bool(self.pipeline == .llama3),
                "vocab": .object(JSONObject(self.names.enumerated().map { ($0.element, .integer($0.offset)) })),
                "merges": .array(self.merges.map { .string($0) }),
            ],
        ]
    }

    private var steps: [JSONValue] {
        switch self.pipeline {
        case .words: [Self.bytes(splits: true)]
        case .digits: [["type": "Digits", "individual_digits": true], Self.bytes(splits: true)]
        case .llama3: [Self.split(TextSplitter.llama3Pattern), Self.bytes(splits: false)]
        case .qwen2: [Self.split(TextSplitter.qwen2Pattern), Self.bytes(splits: false)]
        }
    }

    private static func split(_ pattern: String) -> JSONValue {
        ["type": "Split", "pattern": ["Regex": .string(pattern)], "behavior": "Isolated", "invert": false]
    }

    private static func bytes(splits: Bool) -> JSONValue {
        ["type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": .bool(splits)]
    }

    private static func json(_ token: AddedToken) -> JSONValue {
        [
            "id": .integer(Int(token.id)), "content": .string(token.text),
            "single_word": .bool(token.isWholeWord), "lstrip": .bool(token.takesLeadingSpace),
            "rstrip": .bool(token.takesTrailingSpace), "normalized": .bool(token.isNormalized),
            "special": .bool(token.isSpecial),
        ]
    }
}
