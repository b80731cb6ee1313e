import AssayJSON
import AssayRollouts

/// A configuration as one generation of verl reads it: what the file says with verl's keys, and what Assay has decided
/// where verl would decide otherwise or ask.
struct VerlDocument {
    /// What our configuration has and verl has not, or what is said anew.
    private static let replaced: [[String]] = [
        ["assay"], ["defaults"], ["hydra"], ["algorithm", "name"], ["algorithm", "lr"],
        ["data", "train_dataset_path"], ["data", "val_dataset_path"], ["data", "tool_config_path"],
        ["data", "function_tool_path"], ["actor_rollout_ref", "model", "dtype"],
        ["actor_rollout_ref", "rollout", "multi_turn", "tool_config_path"],
        ["actor_rollout_ref", "rollout", "multi_turn", "function_tool_path"],
        ["actor_rollout_ref", "rollout", "multi_turn", "interaction_config_path"], ["custom_reward_function"],
        ["reward_model"],
    ]

    private let configuration: TrainingConfiguration
    private let generation: VerlGeneration
    private(set) var document: JSONObject
    /// The keys that are set and that this generation does not have.
    private(set) var leftOut: [String] = []

    init(_ configuration: TrainingConfiguration, for generation: VerlGeneration) {
        self.configuration = configuration
        self.generation = generation
        self.document = configuration.document
        for path in Self.replaced { self.document.set(nil, at: path) }
        for key in generation.missingKeys.sorted() {
            let path = key.split(separator: ".").map(String.init)
            guard self.document.value(at: path) != nil else { continue }
            self.document.set(nil, at: path)
            self.leftOut.append(key)
        }
        self.writeAlgorithm()
        self.writeRollout()
        self.writeReward()
        self.writeRun()
    }

    /// With what makes it a configuration that Hydra composes with verl's defaults.
    var composed: JSONObject {
        JSONObject(
            [
                ("hydra", ["searchpath": ["pkg://verl.trainer.config"]]), ("defaults", ["ppo_trainer", "_self_"]),
            ] + self.document.members.map { ($0.name, $0.value) })
    }

    private mutating func set(_ value: JSONValue?, _ key: String) {
        self.document.set(value, at: key.split(separator: ".").map(String.init))
    }

    /// Sets what the file leaves open: `???` is what verl's own files say of it.
    private mutating func complete(_ value: JSONValue, _ key: String) {
        let path = key.split(separator: ".").map(String.init)
        let given = self.document.value(at: path) ?? .null
        if given == .null || given == "???" { self.document.set(value, at: path) }
    }

    private mutating func writeAlgorithm() {
        let (actor, rollout) = (self.configuration.actor, self.configuration.rollout)
        self.set(.string(self.configuration.algorithm.estimator.kind.rawValue), "algorithm.adv_estimator")
        self.set(.number(actor.optimizer.learningRate), "actor_rollout_ref.actor.optim.lr")
        self.set(.integer(actor.miniBatchPrompts), "actor_rollout_ref.actor.ppo_mini_batch_size")
        self.set(.integer(rollout.sampleCount), "actor_rollout_ref.rollout.n")
        if self.configuration.algorithm.estimator.kind.needsCritic, let path = self.configuration.model.path {
            self.complete(.string(path), "critic.model.path")
        }
        // Micro-batches are cut by tokens, unless the file cuts them by responses: verl asks for one or the other.
        let micro = ["actor_rollout_ref", "actor", "ppo_micro_batch_size_per_gpu"]
        guard self.document.value(at: micro) ?? .null == .null else { return }
        let longest = rollout.limits.maximumResponseTokens + (rollout.limits.maximumPromptTokens ?? 0)
        self.set(true, "actor_rollout_ref.actor.use_dynamic_bsz")
        self.complete(.integer(max(16384, 2 * longest)), "actor_rollout_ref.actor.ppo_max_token_len_per_gpu")
    }

    private mutating func writeRollout() {
        let rollout = self.configuration.rollout
        self.complete("sglang", "actor_rollout_ref.rollout.name")
        if let type = self.configuration.document.value(at: ["actor_rollout_ref", "model", "dtype"]) {
            self.complete(type, "actor_rollout_ref.rollout.dtype")
        }
        guard rollout.isMultiTurn else { return }
        self.complete("tool_agent", "actor_rollout_ref.rollout.agent.default_agent_loop")
        let turns = "actor_rollout_ref.rollout.multi_turn."
        if self.configuration.assay.hasTools {
            self.set(.string(self.generation.tools.file), turns + self.generation.tools.key)
        }
        if self.generation == .toolClasses, rollout.limits.truncation.side != .middle {
            // The same words mean the opposite up to 0.7.1.
            let side = rollout.limits.truncation.side == .left ? ObservationTruncation.Side.right : .left
            self.set(.string(side.rawValue), turns + "tool_response_truncate_side")
        }
    }

    private mutating func writeReward() {
        let kwargs = ["reward", "custom_reward_function", "reward_kwargs"]
        let older = ["custom_reward_function", "reward_kwargs"]
        let given = self.configuration.document.value(at: kwargs) ?? self.configuration.document.value(at: older)
        var arguments = given?.object ?? JSONObject()
        // The environment names the server, of the tools as of the reward.
        arguments.set(nil, at: ["url"])
        self.set(
            ["path": "assay_reward.py", "name": "compute_score_async", "reward_kwargs": .object(arguments)],
            "reward.custom_reward_function")
        guard let overlong = self.configuration.reward.overlong else { return }
        self.set("dapo", "reward.reward_manager.name")
        self.set(
            [
                "max_resp_len": .integer(overlong.maximumLength),
                "overlong_buffer_cfg": [
                    "enable": true, "len": .integer(overlong.buffer), "penalty_factor": .number(overlong.factor),
                    "log": false,
                ],
            ], "reward.reward_kwargs")
    }

    private mutating func writeRun() {
        self.set(["data/train.parquet"], "data.train_files")
        self.set(["data/test.parquet"], "data.val_files")
        self.set(true, "data.return_raw_chat")
        self.complete(["console", "tensorboard"], "trainer.logger")
        self.complete("assay", "trainer.project_name")
        // The seed's; verl would make none.
        self.complete(100, "trainer.save_freq")
    }
}
