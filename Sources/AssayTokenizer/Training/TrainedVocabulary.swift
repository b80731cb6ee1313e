import AssayJSON

/// The tokens and merges of a tokenizer that is being trained: special tokens, bytes in the order of their characters,
/// merges, and macro tokens at the end.
struct TrainedVocabulary {
    private let special: [String]
    private let macros: [String]
    /// The bytes of the tokens after the special ones.
    private var tokens: [[UInt8]]
    private var ids: [[UInt8]: Int32]
    private var merges: [BytePairModel.Pair] = []

    init(special: [String], macros: [String]) {
        self.special = special
        self.macros = macros
        self.tokens = ByteAlphabet.characters.enumerated().sorted { $0.element < $1.element }.map { [UInt8($0.offset)] }
        let first = special.count
        self.ids = Dictionary(
            uniqueKeysWithValues: self.tokens.enumerated().map { ($0.element, Int32(first + $0.offset)) })
    }

    func ids(ofBytes bytes: [UInt8]) -> [Int32] { bytes.compactMap { self.ids[[$0]] } }

    /// Adds a merge, and the token that it makes unless another made it before.
    mutating func merge(_ pair: BytePairModel.Pair) -> Int32 {
        self.merges.append(pair)
        let bytes = self.bytes(of: pair.left) + self.bytes(of: pair.right)
        if let id = self.ids[bytes] { return id }
        let id = Int32(self.special.count + self.tokens.count)
        self.tokens.append(bytes)
        self.ids[bytes] = id
        return id
    }

    private func bytes(of id: Int32) -> [UInt8] { self.tokens[Int(id) - self.special.count] }

    /// tokenizer.json.
    var document: JSONValue {
        let names = self.special + self.tokens.map { ByteAlphabet.text($0) }
        let merges = self.merges.map { pair -> JSONValue in
            .string(names[Int(pair.left)] + " " + names[Int(pair.right)])
        }
        let added =
            self.special.enumerated().map { Self.added($0.element, $0.offset, isSpecial: true) }
            + self.macros.enumerated().map { Self.added($0.element, names.count + $0.offset, isSpecial: false) }
        let bytes: JSONValue = [
            "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
        ]
        return [
            "version": "1.0", "truncation": nil, "padding": nil, "added_tokens": .array(added), "normalizer": nil,
            "pre_tokenizer": [
                "type": "Sequence", "pretokenizers": [["type": "Digits", "individual_digits": true], bytes],
            ],
            "post_processor": nil,
            "decoder": bytes,
            "model": [
                "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
                "end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": false, "ignore_merges": false,
                "vocab": .object(JSONObject(names.enumerated().map { ($0.element, .integer($0.offset)) })),
                "merges": .array(merges),
            ],
        ]
    }

    private static func added(_ text: String, _ id: Int, isSpecial: Bool) -> JSONValue {
        [
            "id": .integer(id), "content": .string(text), "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": .bool(isSpecial),
        ]
    }
}
