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
        let added = (self.special + self.macros).enumerated().map { index, text in
            let isSpecial = index < self.special.count
            let id = isSpecial ? index : names.count + index - self.special.count
            return AddedToken(text: text, id: Int32(id), isSpecial: isSpecial)
        }
        return TokenizerDocument(
            names: names, merges: self.merges.map { names[Int($0.left)] + " " + names[Int($0.right)] },
            addedTokens: added, pipeline: .digits
        ).json
    }
}
