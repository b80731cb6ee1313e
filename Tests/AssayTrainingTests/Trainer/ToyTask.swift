import AssayClient
import AssayModel
import AssayRewards
import AssayRollouts
import AssayScoring
import AssayTokenizer
import AssayTools
import AssayTraining
import ScriptedPolicies

/// A task that a model of a few thousand parameters learns in a moment: asked for a number, call the tool, which tells
/// it, and repeat it; to guess is wrong.
enum ToyTask {
    static let prompt = RolloutPrompt(
        messages: [Message(.user, "Which number?")], groundTruth: ["7"], question: "Which number?")
    static let call = Demonstration.callOpening + "print(7)" + Demonstration.callEnding
    static let calling = [Message(.assistant, call), Message(.tool, "7"), Message(.assistant, "#### 7")]
    static let guessing = [Message(.assistant, "#### 3")]

    /// Always the same prompt.
    struct Prompts: PromptSource {
        func prompt(at index: Int) -> RolloutPrompt { ToyTask.prompt }
    }

    static func codec() throws -> ConversationCodec {
        try ConversationCodec(tokenizer: try ProblemTokenizer.make(seed: 0, problems: 40, size: 300), template: .plain)
    }

    static func model(_ codec: ConversationCodec, head: TransformerHead = .language, positions: Int = 128) throws
        -> Transformer
    {
        try Transformer(
            ModelConfiguration(
                vocabularySize: codec.tokenizer.vocabularySize, hiddenSize: 32, intermediateSize: 64, layerCount: 2,
                headCount: 2, keyValueHeadCount: 1, maximumPositions: positions),
            head: head, seed: 1)
    }

    /// Half of the examples call, half guess.
    static func examples(_ codec: ConversationCodec) -> [SequenceInput] {
        [Self.calling, Self.guessing].map { turns in
            SupervisedExample(prompt: Self.prompt.messages, turns: turns, codec: codec).input
        }
    }

    static func learner(_ model: Transformer, rate: Double, steps: Int = 1000) -> Learner {
        Learner(
            model,
            settings: Learner.Settings(
                adam: AdamW.Settings(beta1: 0.9, beta2: 0.95, weightDecay: 0),
                schedule: LearningRateSchedule(peak: rate, totalSteps: steps)))
    }

    /// A model that has imitated callers and guessers alike.
    static func imitator(_ codec: ConversationCodec, steps: Int = 80) throws -> Learner {
        let learner = Self.learner(try Self.model(codec), rate: 5e-3)
        let trainer = SupervisedTrainer(
            learner, curriculum: DemonstrationCurriculum(seed: 0, stepCount: steps, batchSize: 2), codec: codec)
        for _ in 0..<steps { _ = trainer.learn(Self.examples(codec)) }
        return learner
    }

    static func settings(_ runner: any ProgramRunner = ScriptedRunner.printing("7")) throws -> PolicyTrainer.Settings {
        let rollout = RolloutSettings(
            limits: RolloutLimits(maximumAssistantTurns: 3, maximumResponseTokens: 40),
            sampling: SamplingSettings(seed: 3), tools: try Toolbox([CodeInterpreter(runner: runner)]))
        var settings = PolicyTrainer.Settings(
            rollout: rollout, scoring: ScoringDefaults(mode: .fixed(.verlStrict)))
        settings.promptCount = 4
        settings.sampleCount = 8
        settings.actor.miniBatchPrompts = 2
        settings.critic.miniBatchPrompts = 2
        return settings
    }
}
