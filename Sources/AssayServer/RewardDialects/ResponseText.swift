/// What the model wrote, cut out of the token-by-token decoding that a trainer sends.
enum ResponseText {
    private static let longestToken = 40
    /// Ends of a turn that are not of the form `<|…|>`.
    private static let ends: Set<String> = ["</s>", "<eos>", "<end_of_turn>", "<pad>", "[EOS]"]

    /// The part of `query` after `prompt`, without the special tokens around it.
    ///
    /// A tokenizer may put a token before the prompt that the prompt's text lacks; where the prompt is not there even
    /// so, the whole of `query` is the response.
    static func response(in query: String, after prompt: String?) -> String {
        let text = prompt.flatMap { Self.suffix(of: query, after: $0) } ?? query[...]
        return String(Self.withoutEnds(text))
    }

    private static func suffix(of query: String, after prompt: String) -> Substring? {
        let (query, prompt) = (Self.withoutStart(query[...]), Self.withoutStart(prompt[...]))
        // By bytes: a prompt that ends within a character of the query is still its beginning.
        guard query.utf8.starts(with: prompt.utf8) else { return nil }
        return query[query.utf8.index(query.startIndex, offsetBy: prompt.utf8.count)...]
    }

    private static func withoutStart(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        for token in ["<s>", "<bos>", "<|begin_of_text|>", "<|startoftext|>"] where text.hasPrefix(token) {
            text = text.dropFirst(token.count).drop(while: \.isWhitespace)
        }
        return text
    }

    private static func withoutEnds(_ text: Substring) -> Substring {
        var text = text
        while true {
            let trimmed = Self.trimmed(text)
            guard let start = Self.endToken(of: trimmed) else { return text }
            text = trimmed[..<start]
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return text[...last]
    }

    /// Where the special token begins that `text` ends with.
    private static func endToken(of text: Substring) -> Substring.Index? {
        let tail = text.suffix(Self.longestToken)
        guard let start = tail.lastIndex(where: { $0 == "<" || $0 == "[" }) else { return nil }
        let token = tail[start...]
        let isBarred =
            token.count > 4 && ["<|", "<｜"].contains(token.prefix(2)) && ["|>", "｜>"].contains(token.suffix(2))
        return isBarred || Self.ends.contains(String(token)) ? start : nil
    }
}
