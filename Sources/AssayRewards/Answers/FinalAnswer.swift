/// The final answer that a response gives, as it is written there.
///
/// Definition: reward.md, section 2. The best mark that the response has decides, and of that the last one.
struct FinalAnswer {
    /// How a response marks its answer, the best first.
    enum Mark: String, Sendable {
        /// `#### 72`
        case hashes = "####"
        /// `\boxed{72}`
        case boxed
        /// `<answer>72</answer>`
        case tag
        /// `The answer is 72`, `答案是72`.
        case phrase
        /// A line `A: 72`.
        case line = "A"
        /// Not at all: it is the last number of the text.
        case lastNumber = "last-number"
    }

    /// How many characters an answer has at most.
    static let longest = 400
    /// How much of a response's end is looked at.
    private static let tail = 1 << 20

    /// Normal text, at most 400 characters.
    let text: [UInt8]
    let mark: Mark
    /// Whether it was longer, and cut within a number: such a text is no answer.
    let isCutInNumber: Bool

    /// - Parameter text: normal text, of which the first 400 characters are kept.
    init(_ text: Span<UInt8>, _ mark: Mark) {
        let end = text.end(ofCharacters: Self.longest)
        self.text = Array(copying: text.extracting(..<end))
        self.mark = mark
        self.isCutInNumber = end < text.count && (text[end].isDigit || text[end - 1].isDigit)
    }

    /// A part of another answer, which is short enough.
    init(_ part: [UInt8], _ mark: Mark) {
        self.text = part
        self.mark = mark
        self.isCutInNumber = false
    }

    /// The final answer of a response; nil where nothing marks one.
    ///
    /// - Parameters:
    ///   - response: UTF-8, of which the last MiB is looked at.
    ///   - takesLastNumber: whether the last number of the text will do where nothing marks an answer.
    static func find(in response: Span<UInt8>, takesLastNumber: Bool) -> FinalAnswer? {
        let tail = response.extracting(response.boundary(from: response.count - self.tail)...)
        let survey = TextSurvey(tail)
        guard survey.contains(.notPlain) else { return self.find(inNormal: tail, survey, takesLastNumber) }
        let normal = NormalForm.of(tail)
        return self.find(inNormal: normal.span, TextSurvey(normal.span), takesLastNumber)
    }

    private static func find(
        inNormal text: Span<UInt8>, _ survey: TextSurvey, _ takesLastNumber: Bool
    ) -> FinalAnswer? {
        var text = text
        if survey.contains(.tag), let thought = text.lastIndex(of: "</think>") {
            text = text.extracting((thought + 8)...)
        }
        if survey.contains(.hashes), let range = MarkedAnswer.hashes(text) {
            return FinalAnswer(text.extracting(range), .hashes)
        }
        if survey.contains(.box), let range = MarkedAnswer.box(text) {
            return FinalAnswer(text.extracting(range), .boxed)
        }
        if survey.contains(.tag), let range = MarkedAnswer.tag(text) {
            return FinalAnswer(text.extracting(range), .tag)
        }
        if survey.contains(.phrase), let range = MarkedAnswer.phrase(text) {
            return FinalAnswer(text.extracting(range), .phrase)
        }
        if let range = MarkedAnswer.line(text) { return FinalAnswer(text.extracting(range), .line) }
        return takesLastNumber ? self.lastNumber(text) : nil
    }

    /// The last number of the text, looked for near its last digit.
    private static func lastNumber(_ text: Span<UInt8>) -> FinalAnswer? {
        guard let digit = text.indices.last(where: { text[$0].isDigit }) else { return nil }
        let start = PythonText.tail(text.extracting(..<digit), codePoints: self.longest)
        let end = digit + text.extracting(digit...).end(ofCharacters: 8)
        var window = Array(copying: text.extracting(start..<end))
        if PlainMathematics.isNeeded(window.span) {
            window = PlainMathematics.of(RewrittenText(window.span, tracksOrigins: false)).bytes
        }
        return MarkedAnswer.lastNumeral(window).map { FinalAnswer(window.span.extracting($0), .lastNumber) }
    }
}
