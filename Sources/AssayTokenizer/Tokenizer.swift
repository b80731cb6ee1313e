package import AssayJSON

/// A byte-level BPE tokenizer, as Hugging Face's tokenizer.json describes it.
///
/// Text becomes tokens in four steps: added tokens are cut out; the rest is normalised; it is split into words; each
/// word's bytes are merged. What the `tokenizers` package makes of a text without its post-processor, this makes of it.
package struct Tokenizer: Sendable {
    /// tokenizer.json, with what is not used here.
    package let document: JSONValue
    /// Tokens that are cut out of a text before anything else.
    package let addedTokens: [AddedToken]

    private let isNormalized: Bool
    private let splitters: [TextSplitter]
    private let model: BytePairModel
    /// Added tokens that are looked for in the text as it is, and those looked for once it is normalised.
    private let rawMatcher: AddedTokenMatcher
    private let normalizedMatcher: AddedTokenMatcher
    private let addedTexts: [Int32: String]
    private let addedIDs: [String: Int32]
    private let caches = WordCachePool()

    init(
        document: JSONValue, isNormalized: Bool, splitters: [TextSplitter], model: BytePairModel,
        addedTokens: [AddedToken]
    ) {
        self.document = document
        self.addedTokens = addedTokens
        self.isNormalized = isNormalized
        self.splitters = splitters
        self.model = model
        self.rawMatcher = AddedTokenMatcher(addedTokens.filter { !$0.isNormalized })
        self.normalizedMatcher = AddedTokenMatcher(
            addedTokens.filter(\.isNormalized).map { token in
                var token = token
                if isNormalized { token.text = NormalForm.composed(token.text) }
                return token
            })
        self.addedTexts = Dictionary(addedTokens.map { ($0.id, $0.text) }) { _, last in last }
        self.addedIDs = Dictionary(addedTokens.map { ($0.text, $0.id) }) { _, last in last }
    }

    /// One more than the highest id: the rows that an embedding needs.
    package var vocabularySize: Int {
        1 + Int(max(self.model.highestID, self.addedTokens.map(\.id).max() ?? -1))
    }

    /// The id of a token: an added one by its text, another by its bytes in the byte alphabet, as tokenizer.json has it.
    package func id(of token: String) -> Int32? {
        self.addedIDs[token] ?? ByteAlphabet.bytes(token).flatMap { self.model.id(of: $0) }
    }

    /// The bytes that a token stands for; nil for an id that is none.
    package func bytes(of id: Int32) -> [UInt8]? {
        self.addedTexts[id].map { Array($0.utf8) } ?? self.model.bytes(of: id)
    }

    /// The tokens of a text, added tokens in it included; no token is put before or behind it.
    package func encode(_ text: String) -> [Int32] {
        self.caches.withCache { cache in
            var ids: [Int32] = []
            self.walk(text) { piece in
                switch piece {
                case .added(let id): ids.append(id)
                case .word(let word): cache.append(word, to: &ids) { self.model.encode($0) }
                }
            }
            return ids
        }
    }

    /// The text of tokens. Ids that are none are passed over; bytes that are no UTF-8 become U+FFFD.
    package func decode(_ ids: some Sequence<Int32>) -> String {
        var bytes: [UInt8] = []
        for id in ids { bytes += self.bytes(of: id) ?? [] }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What a text falls into before anything is merged.
    enum Piece {
        case added(Int32)
        /// Bytes that are there during the call.
        case word(UnsafeBufferPointer<UInt8>)
    }

    /// Calls back with the pieces of a text in order.
    func walk(_ text: String, _ body: (Piece) -> Void) {
        self.cut(text, by: self.rawMatcher, body) { part in
            self.cut(self.isNormalized ? NormalForm.composed(part) : part, by: self.normalizedMatcher, body) { part in
                var part = part
                part.withUTF8 { bytes in
                    TextSplitter.words(of: UTF8Text(bytes), by: self.splitters) { range in
                        body(.word(UnsafeBufferPointer(rebasing: bytes[range])))
                    }
                }
            }
        }
    }

    /// Cuts added tokens out of a text and hands on what is between them.
    private func cut(
        _ text: String, by matcher: AddedTokenMatcher, _ body: (Piece) -> Void, rest: (String) -> Void
    ) {
        guard !matcher.isEmpty else { return rest(text) }
        var text = text
        text.withUTF8 { bytes in
            var end = 0
            for match in matcher.matches(in: bytes) {
                if match.range.lowerBound > end { rest(Self.text(bytes[end..<match.range.lowerBound])) }
                body(.added(match.id))
                end = match.range.upperBound
            }
            if end < bytes.count { rest(Self.text(bytes[end...])) }
        }
    }

    private static func text(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: bytes), as: UTF8.self)
    }
}
