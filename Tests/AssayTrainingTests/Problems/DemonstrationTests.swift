import AssayRandom
import AssayRewards
import AssayRollouts
import AssayTools
import Testing

@testable import AssayTraining

@Suite("Demonstrations")
struct DemonstrationTests {
    static func demonstrations(_ settings: DemonstrationSettings, _ count: Int) -> [Demonstration] {
        let source = DemonstrationSource(problems: ProblemSource(seed: 21, split: .train), settings: settings)
        return (0..<count).map(source.demonstration(at:))
    }

    /// As a rollout is scored: a turn's text without its calls, and what its tool said.
    static func score(
        _ demonstration: Demonstration, _ reward: RewardKind = .answer, _ mode: ScoringMode = .standard
    ) throws -> Score {
        var turns: [AssistantTurn] = []
        for message in demonstration.turns {
            if message.role == .tool {
                turns[turns.count - 1].toolRuns.append(ToolRun(succeeded: true, output: message.content))
            } else {
                turns.append(AssistantTurn(text: HermesParser.parse(message.content).content))
            }
        }
        return try Scorer.score(
            ScoringTask(
                turns: turns, groundTruth: demonstration.problem.prompt.groundTruth,
                question: demonstration.problem.question, mode: mode, reward: reward))
    }

    @Test("without noise are worth 1", arguments: [ScoringMode.standard, .verlStrict])
    func worth(mode: ScoringMode) throws {
        for demonstration in Self.demonstrations(DemonstrationSettings.mixed.withoutNoise, 1500) {
            let score = try Self.score(demonstration, .answer, mode)
            #expect(score.reward == .one && score.classes.isEmpty, "\(demonstration)")
        }
    }

    @Test("without noise lack nothing step by step either")
    func steps() throws {
        for demonstration in Self.demonstrations(DemonstrationSettings.mixed.withoutNoise, 1500) {
            let score = try Self.score(demonstration, .step)
            #expect(score.classes.isEmpty, "\(demonstration) \(score)")
        }
    }

    @Test("with noise are wrong in the ways and as often as the settings say")
    func noise() throws {
        let demonstrations = Self.demonstrations(.mixed, 4000)
        let unmarked = try demonstrations.filter { try Self.score($0).classes.contains(.format) }
        #expect(0.08...0.12 ~= Double(unmarked.count) / 4000)
        #expect(try unmarked.allSatisfy { try Self.score($0, .answer, .verlStrict).classes.contains(.format) })
        let wrong = try demonstrations.filter { try Self.score($0).classes.contains(.wrongAnswer) }
        // Not every problem has a step to leave out, nor is every answer without it wrong and whole.
        #expect(0.03...0.08 ~= Double(wrong.count) / 4000)
    }

    @Test("use the tool, and several times, as often as the settings say")
    func tools() throws {
        let shares = try [DemonstrationSettings.mixed, .toolHeavy].map { (settings: DemonstrationSettings) -> Double in
            let demonstrations = Self.demonstrations(settings, 4000)
            let calling = demonstrations.filter { $0.turns.contains { $0.role == .tool } }
            #expect(calling.allSatisfy { $0.turns.count(where: { $0.role == .tool }) <= 4 })
            let several = calling.filter { $0.turns.count > 3 }
            #expect(0.15...0.35 ~= Double(several.count) / Double(calling.count))
            for demonstration in calling {
                for message in demonstration.turns.dropLast() where message.role == .assistant {
                    let call = try #require(HermesParser.parse(message.content).calls.first)
                    #expect(call.name == CodeInterpreter.name)
                }
            }
            return Double(calling.count) / 4000
        }
        #expect(0.40...0.55 ~= shares[0])
        #expect(0.55...0.75 ~= shares[1])
    }

    @Test("of a vocabulary are cut where digits stand")
    func vocabulary() {
        let texts = ProblemVocabulary.texts(seed: 0, problems: 200)
        #expect(texts.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isNumber) })
        #expect(texts.contains(";print(x)") && texts.contains("That makes "))
        #expect(!texts.contains { $0.contains(CodeInterpreter.name) })
        #expect(Set(ProblemVocabulary.specialTokens + ProblemVocabulary.macroTokens).count == 15)
    }
}
