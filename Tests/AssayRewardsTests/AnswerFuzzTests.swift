import AssayRewards
import Mutation
import Testing

/// Whatever a response says, every mode gives it one verdict, and the same one again.
@Suite("Fuzz: final answers") struct AnswerFuzzTests {
    private static let responses = [
        "48/2 = <<48/2=24>>24\n#### 72", #"Thus \boxed{\frac{1}{2}}"#, "<think>x</think><answer>(1, 2)</answer>",
        "The answer is $1,234.50.", "最终答案是故事书50本，科技书70本", "A: 72", "Answer: 5 dollars",
        #"\boxed{(-\infty,2)\cup[3,\infty)}"#, #"\boxed{\begin{pmatrix}1&x\\2&\sqrt{3}\end{pmatrix}}"#,
        #"#### \sin^2 x+\log_2 8 \pm 5!"#,
    ]
    private static let truths = ["72", "0.5", "-1234.5", #"\frac{1}{2}"#, "(1,2)", #"x^2+\pi"#, #"\{1,2\}"#, "x<2"]
    private static let words = [
        "####", #"\boxed{"#, "}", "<answer>", "</answer>", "</think>", "answer is ", "答案", #"\frac"#, #"\sqrt[3]{"#,
        "^", "9^9^9",
        #"\text{"#, #"\begin{pmatrix}"#, #"\\"#, "&", "1,234", ".5", "1e99", "½", "²", "７", "±", "∪", "∞", "≤", "√",
        "\u{200b}", "%",
        #"\left"#, "|", "_", "!", "sin", " and ", "cm^2", "元",
    ]

    @Test func everyModeHasAVerdict() {
        let corpus = Self.responses.map { Array($0.utf8) }
        let fault = Campaign(fewest: 10).run(corpus: corpus, words: Self.words) { bytes, generator in
            let text = String(decoding: bytes, as: UTF8.self)
            let truths = generator.oneIn(5) ? ["50", "70"] : [generator.pick(Self.truths)]
            for mode in ScoringMode.allCases {
                let task = ScoringTask(turns: [AssistantTurn(text: text)], groundTruth: truths, mode: mode)
                guard let score = try? Scorer.score(task) else { continue }
                let lowest: Rational = mode == .verlMathDAPO ? -1 : 0
                let isWhole = score.reward == (score.isCorrect ? 1 : lowest)
                let isClassed = score.isCorrect == score.classes.isEmpty
                guard isWhole, isClassed, score.turnRewards == [score.reward] else { return "\(mode) gives \(score)" }
                let again = try? Scorer.score(task)
                guard again?.reward == score.reward, again?.extracted == score.extracted else {
                    return "\(mode) gives \(score), then \(String(describing: again))"
                }
            }
            return nil
        }
        #expect(fault == nil)
    }

    /// An answer means what it says itself, if it says anything.
    @Test func equivalenceIsReflexive() {
        let corpus = (Self.truths + Self.responses).map { Array($0.utf8) }
        let fault = Campaign(fewest: 10).run(corpus: corpus, words: Self.words) { bytes, generator in
            let other = Array(generator.pick(Self.truths).utf8)
            let text = Array(String(decoding: bytes, as: UTF8.self).utf8)
            _ = MathEquivalence.areEqual(text.span, other.span)
            let isEqual = MathEquivalence.areEqual(text.span, text.span)
            let hasContent = text.contains { ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 }
            return isEqual || !hasContent || text.contains(UInt8(ascii: "\\")) ? nil : "it is not itself"
        }
        #expect(fault == nil)
    }
}
