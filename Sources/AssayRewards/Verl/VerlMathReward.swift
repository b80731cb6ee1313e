/// verl's `math_reward`, bit for bit: the last `\boxed`, compared as text after Hendrycks' normalisation.
///
/// Source: verl 0.9.1, `verl.utils.reward_score.math_reward`. An `\fbox` is found, and never right.
package enum VerlMathReward {
    /// The content of the last box; nil where there is none that closes.
    package static func answer(_ response: Span<UInt8>) -> String? {
        self.boxed(response).map { range in
            String(decoding: range.map { response[$0] }, as: UTF8.self)
        }
    }

    /// 1 or 0.
    package static func score(_ response: Span<UInt8>, truth: Span<UInt8>) -> Rational {
        guard let range = self.boxed(response) else { return 0 }
        let answer = Array(copying: response.extracting(range))
        return HendrycksForm.areEqual(answer, Array(copying: truth)) ? 1 : 0
    }

    private static func boxed(_ text: Span<UInt8>) -> Range<Int>? {
        // `\boxed 7 $`, wherever it is, comes before any braces.
        if let spaced = text.lastIndex(of: "\\boxed ") {
            let start = spaced + 7
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "$") { end += 1 }
            return start..<end
        }
        guard let start = text.lastIndex(of: "\\boxed"), let end = text.closingBrace(from: start),
            text.has("\\boxed{", at: start)
        else { return nil }
        return start + 7..<end
    }
}

extension Span<UInt8> {
    /// The first closing brace from a place on that evens out the braces.
    func closingBrace(from start: Int) -> Int? {
        var depth = 0
        for index in start..<self.count {
            if self[index] == UInt8(ascii: "{") { depth += 1 }
            if self[index] == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return index }
            }
        }
        return nil
    }
}
