/// Makes a byte-level BPE tokenizer out of texts: each digit a token of its own, GPT-2's words, every byte a token.
///
/// The same texts make the same tokenizer; of pairs that are equally frequent the one of the older tokens is merged first.
package struct BytePairTrainer: Sendable {
    /// Tokens in all: special ones, 256 bytes, merges, macro tokens. Fewer come out where the texts have no more pairs.
    package var vocabularySize: Int
    /// Tokens that steer; they get the first ids, in this order.
    package var specialTokens: [String]
    /// Constant texts that are one token each though they say something, such as the beginning of a tool call; they get the
    /// last ids.
    package var macroTokens: [String]
    /// A pair that is rarer is not merged.
    package var minimumCount: Int

    package init(
        vocabularySize: Int, specialTokens: [String], macroTokens: [String] = [], minimumCount: Int = 2
    ) {
        self.vocabularySize = vocabularySize
        self.specialTokens = specialTokens
        self.macroTokens = macroTokens
        self.minimumCount = minimumCount
    }

    /// - Throws: where the vocabulary is too small for what it must hold, or a token is empty or there twice.
    package func train(on texts: some Sequence<String>) throws(TokenizerError) -> Tokenizer {
        let added = self.specialTokens + self.macroTokens
        let mergeCount = self.vocabularySize - added.count - 256
        guard mergeCount >= 0 else {
            throw TokenizerError(
                stage: "vocabulary", "\(self.vocabularySize) tokens are fewer than 256 bytes and \(added.count) texts")
        }
        guard Set(added.map { Array($0.utf8) }).count == added.count, !added.contains("") else {
            throw TokenizerError(stage: "vocabulary", "a special token or a macro token is empty or there twice")
        }
        var vocabulary = TrainedVocabulary(special: self.specialTokens, macros: self.macroTokens)
        let words = self.words(of: texts, cutBy: try Tokenizer(vocabulary.document, stage: "vocabulary"))
        var table = PairTable(words: words.map { (vocabulary.ids(ofBytes: $0.word), $0.count) })
        for _ in 0..<mergeCount {
            guard let (pair, count) = table.mostFrequent(), count >= self.minimumCount else { break }
            table.merge(pair, into: vocabulary.merge(pair))
        }
        return try Tokenizer(vocabulary.document, stage: "vocabulary")
    }

    /// The words of texts without the added tokens in them, in the order of their bytes.
    private func words(
        of texts: some Sequence<String>, cutBy tokenizer: Tokenizer
    ) -> [(word: [UInt8], count: Int)] {
        var counts: [[UInt8]: Int] = [:]
        for text in texts {
            tokenizer.walk(text) { piece in
                if case .word(let word) = piece { counts[Array(word), default: 0] += 1 }
            }
        }
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { (word: $0.key, count: $0.value) }
    }
}
