package import AssayModel
import AssayRollouts

/// `assay`: what verl has no key for.
package struct AssayConfiguration: Sendable, Equatable {
    /// `warm_start`: learning from demonstrations, before there are rewards.
    package struct WarmStart: Sendable, Equatable {
        /// Which share of the demonstrations uses the tool: `tool_use`.
        package enum ToolUse: String, CaseIterable, Sendable { case mixed, heavy }

        /// `steps`: 4400 where the file does not say; none of a model that is given, with `actor_rollout_ref.model.path`.
        package var steps: Int
        /// `batch_size`: demonstrations of a step.
        package var batchSize: Int
        /// `easy_share`: the share of the steps whose problems are short, and whose demonstrations use the tool and have
        /// no errors.
        package var easyShare: Double
        package var toolUse: ToolUse
        /// `save_freq`: after how many steps a checkpoint is made; 0 makes one after the last alone.
        package var saveFrequency: Int
        package var optimizer: OptimizerConfiguration
    }

    /// `evaluation`: the tests before and after.
    package struct Evaluation: Sendable, Equatable {
        /// `problems`: how many of each held-out split; 0 tests nothing.
        package var problemCount: Int
        /// `temperatures`: 0 is greedy. Those of `val_kwargs` and of training where the file does not say.
        package var temperatures: [Double]
    }

    /// `limits`: when a run stops that has gone wrong.
    package struct Limits: Sendable, Equatable {
        /// `divergence`: from the reference policy, in nats a token; beyond it nothing is learned.
        package var divergence: Double
        /// `rejected_steps`: how many steps in a row may not have been learned from.
        package var rejectedSteps: Int
        /// `roll_back`: whether a policy that has gone wrong goes back to the last checkpoint, once for each, instead of
        /// ending the run.
        package var goesBack: Bool
        /// `uniform_groups`: the share of groups whose responses are all worth the same.
        package var uniformGroups: Double
        /// `reward`: the share of the best mean reward so far that must be kept.
        package var reward: Double
        /// `window`: over how many steps.
        package var window: Int
    }

    /// What all that is random grows from.
    package var seed: UInt64
    /// `threads`: how many compute; results do not depend on it.
    package var threads: Int
    /// `token_budget`: the most tokens that are computed together.
    package var tokenBudget: Int
    /// `model`: the shape of the policy that is made where none is given, by Hugging Face's names.
    package var model: ModelConfiguration
    package var warmStart: WarmStart
    package var evaluation: Evaluation
    package var limits: Limits
    /// `server_url`: the `assay serve` whose sandbox runs programs; nil starts one.
    package var serverURL: String?
    /// `tools`: false takes the tools away, to show what they are worth.
    package var hasTools: Bool
    /// `train_observations`: true trains on what the policy read as if it had written it, to show what that does.
    package var trainsObservations: Bool
    /// `recompute_old_log_probs`: whether log π_old is evaluated anew instead of taken from the rollout.
    package var recomputesOldLogProbabilities: Bool

    /// - Parameter hasModel: whether the policy's weights are given.
    init(_ section: inout ConfigurationSection, rollout: RolloutConfiguration, hasModel: Bool) {
        let temperatures = [rollout.validationSampling.temperature, rollout.sampling.temperature]
        self.seed = UInt64(section.integer("seed", in: 0...Int.max, default: 0))
        self.threads = section.integer("threads", in: 1...1024, default: 2)
        self.tokenBudget = section.integer("token_budget", in: 1...1 << 24, default: 3200)
        self.model = section.section("model") { ModelConfiguration(&$0) }
        self.warmStart = section.section("warm_start") { WarmStart(&$0, hasModel: hasModel) }
        self.evaluation = section.section("evaluation") { section in
            Evaluation(
                problemCount: section.integer("problems", in: 0...1 << 20, default: 300),
                temperatures: section.numbers(
                    "temperatures", in: 0...100,
                    default: temperatures[0] == temperatures[1] ? [temperatures[0]] : temperatures))
        }
        self.limits = section.section("limits") { section in
            Limits(
                divergence: section.number("divergence", in: 0...1e9, default: 0.3),
                rejectedSteps: section.integer("rejected_steps", in: 1...1 << 20, default: 3),
                goesBack: section.bool("roll_back", default: false),
                uniformGroups: section.number("uniform_groups", in: 0...1, default: 0.95),
                reward: section.number("reward", in: 0...1, default: 0.5),
                window: section.integer("window", in: 1...1 << 20, default: 5))
        }
        self.serverURL = section.string("server_url")
        self.hasTools = section.bool("tools", default: true)
        self.trainsObservations = section.bool("train_observations", default: false)
        self.recomputesOldLogProbabilities = section.bool("recompute_old_log_probs", default: false)
    }
}

extension AssayConfiguration.WarmStart {
    fileprivate init(_ section: inout ConfigurationSection, hasModel: Bool) {
        self.steps = section.integer("steps", in: 0...Int(Int32.max), default: hasModel ? 0 : 4400)
        self.batchSize = section.integer("batch_size", in: 1...1 << 20, default: 16)
        self.easyShare = section.number("easy_share", in: 0...1, default: 0.2)
        self.toolUse = section.choice("tool_use", default: .mixed)
        self.saveFrequency = section.integer("save_freq", in: 0...Int(Int32.max), default: 200)
        self.optimizer = section.section("optim") {
            OptimizerConfiguration(&$0, learningRate: 3e-3, maximumNorm: nil)
        }
    }
}

extension ModelConfiguration {
    fileprivate init(_ section: inout ConfigurationSection) {
        let (hidden, heads) = (
            section.integer("hidden_size", in: 1...1 << 20, default: 128),
            section.integer("num_attention_heads", in: 1...1024, default: 4)
        )
        let pairs = section.integer("num_key_value_heads", in: 1...1024, default: min(2, heads))
        if heads % pairs != 0 { section.fault("num_key_value_heads", "must divide num_attention_heads, \(heads)") }
        if hidden % (2 * heads) != 0 { section.fault("hidden_size", "must be a multiple of twice the heads, \(heads)") }
        // The vocabulary is that of the tokenizer that is made for the problems.
        self.init(
            vocabularySize: 0, hiddenSize: hidden,
            intermediateSize: section.integer("intermediate_size", in: 1...1 << 22, default: 384),
            layerCount: section.integer("num_hidden_layers", in: 1...1024, default: 4), headCount: heads,
            keyValueHeadCount: pairs, normEpsilon: section.number("rms_norm_eps", in: 0...1, default: 1e-5),
            ropeTheta: section.number("rope_theta", in: 1...1e12, default: 10000),
            tiesEmbeddings: section.bool("tie_word_embeddings", default: true),
            maximumPositions: section.integer("max_position_embeddings", in: 1...1 << 24, default: 2048))
    }
}
