package import AssayModel
import AssayRollouts

/// A run of training, from its first model to its last evaluation.
package struct TrainingPlan: Sendable {
    /// Learning from demonstrations, before there are rewards.
    package struct WarmStart: Sendable {
        /// Who learns.
        package enum Beginner: Sendable {
            /// A model of that shape, which is made; its vocabulary is that of the tokenizer that is made for it.
            case made(ModelConfiguration)
            /// That of a folder of Hugging Face's form.
            case folder(String)
        }

        package var beginner: Beginner
        package var learner: Learner.Settings
        package var curriculum: DemonstrationCurriculum
        /// After how many steps a checkpoint is made, for a run that is ended before the last; 0 makes one then alone.
        package var saveFrequency = 200
        /// Tokens of the tokenizer that is made, and how many problems it is made of.
        package var vocabularySize = 700
        package var tokenizerProblems = 5000

        package init(_ beginner: Beginner, learner: Learner.Settings, curriculum: DemonstrationCurriculum) {
            self.beginner = beginner
            self.learner = learner
            self.curriculum = curriculum
        }

        /// How conversations become tokens.
        /// - Parameter seed: what the problems grow from that a tokenizer is made of.
        func readCodec(seed: UInt64) throws -> ConversationCodec {
            switch self.beginner {
            case .folder(let path): try ModelFolder(path).readCodec()
            case .made:
                try ConversationCodec(
                    tokenizer: try ProblemTokenizer.make(
                        seed: seed, problems: self.tokenizerProblems, size: self.vocabularySize),
                    template: .plain)
            }
        }
    }

    /// Where the policy comes from.
    package enum Origin: Sendable {
        /// A folder of Hugging Face's form.
        case folder(String)
        case demonstrations(WarmStart)
    }

    /// What all that is random grows from.
    package var seed: UInt64
    package var origin: Origin
    /// What the policy learns with instead of its own parameters; nil lets it learn with those.
    package var adapters: LowRankSettings?
    /// How models compute.
    package var computation = TransformerSettings()
    package var policy: PolicyTrainer.Settings
    package var actor: Learner.Settings
    /// Nil where advantages need no critic.
    package var critic: Learner.Settings?
    /// Whether something asks how far the policy is from where it began.
    package var needsReference: Bool
    /// Steps of learning from rewards.
    package var stepCount: Int
    /// After how many steps a checkpoint is made; 0 makes one at the end alone.
    package var saveFrequency = 100
    /// How many checkpoints of learning from rewards are kept; nil keeps all.
    package var keptCheckpoints: Int?
    /// Whether models go back to the last checkpoint where the policy has gone wrong, instead of ending the run.
    package var goesBack = false
    /// Where the prompts of training come from.
    package var prompts: any PromptSource
    /// What the policy is tested on before and after; nil tests nothing.
    package var evaluation: Evaluation?
    package var testsBefore = true
    /// After how many steps the policy is tested, too; 0 is never.
    package var testFrequency = 0

    package init(
        seed: UInt64, origin: Origin, policy: PolicyTrainer.Settings, actor: Learner.Settings,
        critic: Learner.Settings? = nil, needsReference: Bool, stepCount: Int, prompts: any PromptSource
    ) {
        self.seed = seed
        self.origin = origin
        self.policy = policy
        self.actor = actor
        self.critic = critic
        self.needsReference = needsReference
        self.stepCount = stepCount
        self.prompts = prompts
    }
}
