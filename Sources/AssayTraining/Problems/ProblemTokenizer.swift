package import AssayTokenizer

/// The tokenizer of the small policy that is made for the problems.
package enum ProblemTokenizer {
    /// - Parameters:
    ///   - seed: of the problems that it learns byte pairs from.
    ///   - problems: how many those are.
    ///   - size: tokens in all.
    package static func make(
        seed: UInt64, problems: Int = 5000, size: Int = 700
    ) throws(TokenizerError) -> Tokenizer {
        try BytePairTrainer(
            vocabularySize: size, specialTokens: ProblemVocabulary.specialTokens,
            macroTokens: ProblemVocabulary.macroTokens
        ).train(on: ProblemVocabulary.texts(seed: seed, problems: problems))
    }
}
