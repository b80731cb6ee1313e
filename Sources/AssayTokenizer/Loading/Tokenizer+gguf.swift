extension Tokenizer {
    /// The tokenizer that a GGUF file's metadata describes.
    /// - Parameters:
    ///   - names: `tokenizer.ggml.tokens`.
    ///   - kinds: `tokenizer.ggml.token_type`: 3 steers, 4 is added.
    ///   - merges: `tokenizer.ggml.merges`.
    ///   - splitting: `tokenizer.ggml.pre`, llama.cpp's name for what happens before merging.
    package init(
        ggufTokens names: [String], kinds: [Int], merges: [String], splitting: String
    ) throws(TokenizerError) {
        let pipeline: TokenizerDocument.Pipeline
        switch splitting {
        case "gpt-2", "default": pipeline = .words
        case "smollm": pipeline = .digits
        case "llama-bpe", "llama3", "llama-v3": pipeline = .llama3
        case "qwen2": pipeline = .qwen2
        default:
            throw TokenizerError(stage: "tokenizer.ggml.pre", "\(splitting) is not supported")
        }
        guard kinds.count == names.count, Set(names).count == names.count else {
            throw TokenizerError(stage: "tokenizer.ggml.tokens", "tokens without a type, or one that stands twice")
        }
        let added = names.indices.filter { kinds[$0] == 3 || kinds[$0] == 4 }.map {
            AddedToken(text: names[$0], id: Int32($0), isSpecial: kinds[$0] == 3)
        }
        let document = TokenizerDocument(names: names, merges: merges, addedTokens: added, pipeline: pipeline)
        try self.init(document.json, stage: "tokenizer.ggml")
    }
}
