extension TextSplitter {
    private static let beginning = "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
    private static let ending = "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"

    /// The pattern of Qwen2's tokenizers.
    static let qwen2Pattern = beginning + "\\p{N}" + ending
    /// The pattern of Llama 3's tokenizers.
    static let llama3Pattern = beginning + "\\p{N}{1,3}" + ending

    private static let patterns: [String: TextSplitter] = [
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+": .gpt2,
        qwen2Pattern: .llama3(digits: 1),
        llama3Pattern: .llama3(digits: 3),
        "\\p{N}": .numbers(upTo: 1),
        "\\p{N}{1,3}": .numbers(upTo: 3),
    ]

    /// The splitter that does what a pattern says, if it is one of the known.
    init?(pattern: String) {
        guard let splitter = Self.patterns[pattern] else { return nil }
        self = splitter
    }
}
