import AssayRewards
import Mutation
import Testing

/// Whatever a model writes, its score is between 0 and 1, is what its turns earned, explains itself in bounds, and is the
/// same again.
@Suite("Fuzz: rewards")
struct FuzzTests {
    private static let corpus: [[UInt8]] = [
        "Natalia sold 48/2 = <<48/2=24>>24 clips in May.\nShe sold 48+24 = <<48+24=72>>72 clips altogether.\n#### 72",
        "Step 1: $\\frac{48}{2} \\times 1 = 24$\nStep 2: $48 + 24 = 72$\n\\boxed{72}",
        "第一步:48÷2=24。\n第二步:48+24=72(约七十二)。\n答案是72",
        "Let x be it. 3x + 5 = 20, so 3x = 15 and x = 5. Then (x+3)*2 = 16!\n<answer>16</answer>",
        "1. 25% of 80 = 20\n2. 80 - 20 = 60 cm^2\n3. 60 x 3 = 180 miles/hour\n```\nprint(1e3//7)\n```\nA: 180",
        "about 100/6 ≈ 16.67 cents at 3:30, 2 1/2 * 60 = 150, 25 / 1/3 = 75, -2^-3 = 0.125, 3 million + 1 = 3,000,001",
    ].map { Array($0.utf8) }

    private static let words = [
        "=", "≈", "<<", ">>", "####", "\\boxed{", "\\frac{1}{2}", "\\text{", "{,}", "x", "x=", "%", "万", "步骤 1:",
        "Step 9:",
        "1. ", "```", "½", "²", "\u{200b}", "√", "^^", "//", "((((", "1e64", "99999999999999999999", "of", "divided by",
        "half",
    ]

    private static func task(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> ScoringTask {
        let text = String(decoding: bytes, as: UTF8.self)
        var cuts = text.split(separator: "\n", maxSplits: generator.below(4), omittingEmptySubsequences: false)
        let question =
            generator.oneIn(4) ? nil : generator.oneIn(2) ? "48 clips, half in May, $3 a week" : String(cuts[0])
        if cuts.isEmpty { cuts = [""] }
        let turns = cuts.map { part in
            let runs = (0..<(generator.oneIn(3) ? 2 : 0)).map { _ in
                ToolRun(succeeded: !generator.oneIn(4), output: String(part.suffix(20)))
            }
            return AssistantTurn(text: String(part), toolRuns: runs)
        }
        return ScoringTask(
            turns: turns, groundTruth: [generator.pick(["72", "-3", "0.5"])], question: question,
            mode: generator.pick([.standard, .flexible, .math, .verlStrict, .verlFlexible]),
            reward: generator.pick([.step, .step, .letter]),
            settings: StepRewardSettings(slice: generator.oneIn(2), gate: generator.pick([1, Rational(1, 2), 0])),
            explains: generator.oneIn(2))
    }

    private static func fault(_ task: ScoringTask) throws -> String? {
        let score = try Scorer.score(task)
        guard let parts = score.parts else { return "no parts" }
        if score.turnRewards.reduce(0, +) != score.reward { return "\(score.turnRewards) is not \(score.reward)" }
        if score.turnRewards.count != task.turns.count { return "\(score.turnRewards.count) turns" }
        for part in score.turnRewards + [score.reward, parts.logic, parts.calculation, parts.conclusion]
        where part < 0 || part > 1 {
            return "\(part) is not in 0…1"
        }
        var other = task
        other.explains.toggle()
        let again = try Scorer.score(other)
        if again.turnRewards != score.turnRewards || again.classes != score.classes { return "another score again" }
        return (score.explanation ?? again.explanation).flatMap { self.fault($0, task.turns) }
    }

    /// Whether a span leaves its turn, or cuts a character of it.
    private static func fault(_ explanation: Explanation, _ turns: [AssistantTurn]) -> String? {
        let spans =
            explanation.steps.flatMap { step in [(step.turn, step.span)] + step.claims.map { (step.turn, $0.span) } }
            + explanation.faults.compactMap { fault in fault.span.map { (fault.turn ?? 0, $0) } }
        for (turn, span) in spans {
            let bytes = Array(turns[turn].text.utf8)
            guard span.upperBound <= bytes.count else { return "\(span) of \(bytes.count) bytes" }
            if String(validating: bytes[span], as: UTF8.self) == nil { return "\(span) cuts a character" }
        }
        return nil
    }

    @Test func responses() {
        let fault = Campaign(fewest: 20).run(corpus: Self.corpus, words: Self.words) { bytes, generator in
            let task = Self.task(bytes, &generator)
            do { return try Self.fault(task) } catch { return "threw \(error)" }
        }
        #expect(fault == nil)
    }

    @Test func anyText() {
        let fault = Campaign(fewest: 20).run { generator in
            let task = Self.task(Array(generator.text(upTo: 400).utf8), &generator)
            return try Self.fault(task)
        }
        #expect(fault == nil)
    }

    /// One megabyte of the same again ends, and earns what is in bounds. How fast is for the benchmark to say.
    @Test(arguments: [
        "1+", "(", "=", "9", "####", "#### ", " ", "\n", "漢", "e\u{301}", "\u{301}", "1+1=3 ", "x+1=2\n", "<<1=",
        "\\frac{1}{2}=", "{,}",
        "99999999^64*99999999^63=1 ", "1e64+1=2 ", "1 divided by ", "\\boxed{", "½", "Step 1: ",
    ])
    func hostile(_ part: String) throws {
        let text = String(repeating: part, count: (1 << 20) / part.utf8.count)
        for task in [
            ScoringTask(turns: [AssistantTurn(text: text)], groundTruth: ["72"], question: "48 clips", reward: .step),
            ScoringTask(turns: [AssistantTurn(text: "#### 72")], groundTruth: ["72"], question: text, reward: .step),
        ] {
            let score = try Scorer.score(task)
            #expect(score.reward >= 0 && score.reward <= 1)
        }
    }

    @Test func sameOnEveryThread() async throws {
        var generator = SeededGenerator(seed: 7)
        let tasks = (0..<200).map { _ in Self.task(generator.pick(Self.corpus), &generator) }
        let alone = try tasks.map { try Scorer.score($0).turnRewards }
        let together = try await withThrowingTaskGroup(of: (Int, [Rational]).self) { group in
            for (index, task) in tasks.enumerated() {
                group.addTask { (index, try Scorer.score(task).turnRewards) }
            }
            return try await group.reduce(into: Array(repeating: [], count: tasks.count)) { $0[$1.0] = $1.1 }
        }
        #expect(alone == together)
    }
}
