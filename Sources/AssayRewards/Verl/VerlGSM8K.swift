/// verl's scorer of GSM8K, bit for bit: of the last 300 code points, the last number that matches a pattern.
///
/// Source: verl 0.9.1, `verl.utils.reward_score.gsm8k`; its quirks are kept (`#### $5` and `####5` hold no answer, strict
/// drops commas and flexible keeps them, `5.` is not `5`, a lone `.` is an answer of last resort).
package enum VerlGSM8K {
    /// How the answer is found.
    package enum Method: Sendable {
        /// `#### (-?[0-9.,]+)`.
        case strict
        /// `(-?[0-9.,]+)`, and not a lone point while there is another.
        case flexible
    }

    /// How many code points of a response are read, from its end.
    package static let window = 300

    /// The answer as verl reads it; nil where it finds none.
    package static func answer(_ response: Span<UInt8>, method: Method) -> String? {
        guard let range = self.range(response, method: method) else { return nil }
        return String(unsafeUninitializedCapacity: range.count) { buffer in
            var count = 0
            for index in range where method == .flexible || response[index] != UInt8(ascii: ",") {
                buffer[count] = response[index]
                count += 1
            }
            return count
        }
    }

    /// `score` for the truth to the letter, `formatScore` for another answer, 0 for none.
    package static func score(
        _ response: Span<UInt8>, truth: String, method: Method, formatScore: Rational = 0, score: Rational = 1
    ) -> Rational {
        guard let answer = self.answer(response, method: method) else { return 0 }
        return answer.utf8.elementsEqual(truth.utf8) ? score : formatScore
    }

    private static func range(_ response: Span<UInt8>, method: Method) -> Range<Int>? {
        let start = PythonText.tail(response, codePoints: self.window)
        return switch method {
        case .strict: self.strict(response, from: start)
        case .flexible: self.flexible(response, from: start)
        }
    }

    private static func isNumeral(_ byte: UInt8) -> Bool {
        byte.isDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
    }

    private static func strict(_ text: Span<UInt8>, from start: Int) -> Range<Int>? {
        var end = text.count
        while end > start {
            // Back to the last numeral that is left, then to where it begins.
            while end > start, !self.isNumeral(text[end - 1]) { end -= 1 }
            var first = end
            while first > start, self.isNumeral(text[first - 1]) { first -= 1 }
            guard first < end else { return nil }
            if first > start, text[first - 1] == UInt8(ascii: "-") { first -= 1 }
            if first - 5 >= start, text.has("#### ", at: first - 5) { return first..<end }
            end = first
        }
        return nil
    }

    private static func flexible(_ text: Span<UInt8>, from start: Int) -> Range<Int>? {
        var (end, lastResort): (Int, Range<Int>?) = (text.count, nil)
        while end > start {
            while end > start, !self.isNumeral(text[end - 1]) { end -= 1 }
            var first = end
            while first > start, self.isNumeral(text[first - 1]) { first -= 1 }
            guard first < end else { break }
            if first > start, text[first - 1] == UInt8(ascii: "-") { first -= 1 }
            if end - first > 1 || text[first] != UInt8(ascii: ".") { return first..<end }
            lastResort = first..<end
            end = first
        }
        return lastResort
    }
}
