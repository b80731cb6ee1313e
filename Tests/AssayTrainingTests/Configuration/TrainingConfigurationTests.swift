import AssayJSON
import AssayModel
import AssayRewards
import AssayRollouts
import AssayScoring
import AssayTools
import AssayYAML
import Foundation
import Testing

@testable import AssayTraining

/// Configurations of training: the seed's, that of the embedded experiment, and what may be written in one.
struct TrainingConfigurationTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../config")
        .standardizedFileURL

    private func read(_ yaml: String, _ overrides: String...) throws -> TrainingConfiguration {
        try TrainingConfiguration(yaml: yaml, file: "run.yaml", overrides: overrides)
    }

    /// What is said about a file that is refused.
    private func refusal(_ yaml: String, _ overrides: String...) throws -> String {
        try #require(throws: TrainingError.self) {
            try TrainingConfiguration(yaml: yaml, file: "run.yaml", overrides: overrides)
        }.description
    }

    @Test func seedsFile() throws {
        let configuration = try TrainingConfiguration(file: Self.folder.appending(path: "gsm8k_train.yaml").path)
        #expect(configuration.algorithm.estimator == AdvantageEstimator(.groupRelative))
        #expect(configuration.model.path == "Qwen/Qwen2.5-7B-Instruct")
        #expect(configuration.rollout.isMultiTurn && configuration.rollout.limits.maximumAssistantTurns == 5)
        #expect(configuration.data.trainFiles == ["gsm8k"] && configuration.data.batchSize == 128)
        #expect(configuration.rollout.limits.maximumPromptTokens == 1024)
        #expect(configuration.rollout.limits.maximumResponseTokens == 2048)
        #expect(configuration.rollout.sampleCount == 4 && configuration.actor.miniBatchPrompts == 128)
        #expect(
            configuration.ineffectiveKeys == [
                "actor_rollout_ref.rollout.name", "actor_rollout_ref.model.dtype",
                "actor_rollout_ref.model.use_remove_padding",
            ])
        let tools = try #require(configuration.rollout.toolConfiguration)
        let file = Self.folder.deletingLastPathComponent().appending(path: tools).path
        #expect(try ToolConfiguration(file: file).entries.count == 1)
    }

    @Test func seedsAdviceOnMemory() throws {
        let configuration = try self.read(
            """
            actor_rollout_ref:
              model: {enable_gradient_checkpointing: true, use_remove_padding: true}
              rollout:
                gpu_memory_utilization: 0.85
                engine_kwargs: {sglang: {disable_flashinfer: false}}
            """)
        #expect(configuration.model.checkpointsActivations == true)
        #expect(configuration.ineffectiveKeys.contains("actor_rollout_ref.rollout.engine_kwargs"))
        #expect(configuration.ineffectiveKeys.contains("actor_rollout_ref.rollout.gpu_memory_utilization"))
    }

    @Test func embeddedExperiment() throws {
        let configuration = try TrainingConfiguration(file: Self.folder.appending(path: "embedded_train.yaml").path)
        #expect(configuration.ineffectiveKeys.isEmpty)
        #expect(configuration.model.path == nil && configuration.data.trainFiles.isEmpty)
        #expect(configuration.rollout.sampleCount == 8 && configuration.data.batchSize == 32)
        #expect(configuration.actor.loss.policy == PolicyLoss(clipHigh: 0.28))
        #expect(configuration.actor.loss.divergence == KLLoss(.lowVariance, coefficient: 0.02))
        let rates = configuration.actor.optimizer.learningRates(totalSteps: 120)
        #expect(
            rates
                == LearningRateSchedule(peak: 2e-4, warmupSteps: 5, totalSteps: 120, decay: .cosine(minimum: 0.1)))
        let warmStart = configuration.assay.warmStart
        #expect(warmStart.steps == 4400 && warmStart.optimizer.adam.beta2 == 0.95)
        #expect(warmStart.optimizer.learningRates(totalSteps: 4400).decay == .cosine(minimum: 0.03))
        #expect(configuration.assay.model.hiddenSize == 128 && configuration.assay.model.headDimension == 32)
        #expect(configuration.rollout.limits.truncation.maximumLength == 60)
    }

    @Test func realCheckpoint() throws {
        let configuration = try TrainingConfiguration(file: Self.folder.appending(path: "smollm2_train.yaml").path)
        #expect(configuration.ineffectiveKeys.isEmpty)
        #expect(configuration.model.adapters == LowRankSettings(rank: 16, alpha: 32))
        #expect(configuration.assay.warmStart.steps == 40 && configuration.assay.evaluation.temperatures == [0])
        // Without demonstrations unless they are asked for.
        #expect(try self.read("actor_rollout_ref: {model: {path: models/some}}").assay.warmStart.steps == 0)
    }

    @Test func everySetting() throws {
        for name in ["embedded_train", "gsm8k_train", "smollm2_train"] {
            let file = Self.folder.appending(path: "\(name).yaml").path
            let configuration = try TrainingConfiguration(file: file, overrides: ["trainer.nnodes=2"])
            let text = try JSONValue.object(configuration.settings).yamlText()
            // The file that has every setting is the same configuration.
            let again = try TrainingConfiguration(yaml: text, file: "config.resolved.yaml")
            #expect(again.settings == configuration.settings)
            var same = again
            same.document = configuration.document
            same.ineffectiveKeys = configuration.ineffectiveKeys
            #expect(same == configuration)
            #expect(configuration.changes(from: again).isEmpty)
        }
        let settings = try self.read("algorithm: {name: grpo}").settings
        for (key, value) in [
            ("algorithm.adv_estimator", "grpo"), ("algorithm.gamma", .number(1)), ("data.truncation", "error"),
            ("actor_rollout_ref.actor.optim.lr", .number(1e-6)), ("actor_rollout_ref.rollout.n", .integer(4)),
            ("actor_rollout_ref.model.path", .null), ("trainer.save_freq", .integer(-1)),
            ("assay.warm_start.save_freq", .integer(200)), ("assay.evaluation.temperatures", [.number(0), .number(1)]),
            ("reward.custom_reward_function.reward_kwargs.mode", "standard"), ("critic.cliprange_value", .number(0.5)),
        ] as [(String, JSONValue)] {
            #expect(settings.value(at: key.split(separator: ".").map(String.init)) == value, "\(key)")
        }
    }

    @Test func temperaturesOfTests() throws {
        let rollout = "actor_rollout_ref: {rollout: {temperature: 0.7, val_kwargs: {temperature: 0.6, n: 4}}}"
        #expect(try self.read(rollout).assay.evaluation.temperatures == [0.6, 0.7])
        #expect(try self.read(rollout, "assay.evaluation.temperatures=[0]").assay.evaluation.temperatures == [0])
        let plan = try TrainingPlan(
            try self.read(rollout, "trainer.total_training_steps=1", "assay.evaluation.problems=2"), tools: .none)
        #expect(plan.evaluation?.samples == 4)
    }

    @Test func filteredGroups() throws {
        let configuration = try self.read("algorithm: {filter_groups: {enable: true, max_num_gen_batches: 3}}")
        #expect(configuration.algorithm.filter == GroupFilter(.accuracy, mostRounds: 3))
        #expect(try self.read("algorithm: {filter_groups: {metric: score}}").algorithm.filter == nil)
        #expect(
            try self.refusal(
                "algorithm: {filter_groups: {enable: true, metric: seq_final_reward}, use_kl_in_reward: true}"
            ).contains("algorithm.filter_groups.metric: must be acc, score or seq_reward"))
    }

    @Test func verlsDefaults() throws {
        let configuration = try self.read("")
        #expect(configuration.algorithm.estimator == AdvantageEstimator(.generalized))
        #expect(configuration.algorithm.klReward == nil && configuration.algorithm.rolloutCorrection == nil)
        #expect(configuration.actor.loss == ActorLoss() && configuration.critic.loss == ValueLoss())
        #expect(configuration.actor.optimizer.learningRate == 1e-6)
        #expect(configuration.critic.optimizer.learningRate == 1e-5)
        #expect(
            configuration.actor.optimizer.adam == AdamW.Settings() && configuration.actor.optimizer.maximumNorm == 1)
        #expect(configuration.actor.miniBatchPrompts == 256 && configuration.data.batchSize == 1024)
        #expect(configuration.rollout.sampleCount == 1 && !configuration.rollout.isMultiTurn)
        #expect(configuration.rollout.sampling == SamplingSettings(seed: 0))
        #expect(configuration.rollout.validationSampling.temperature == 0)
        #expect(configuration.trainer.totalEpochs == 30 && configuration.trainer.saveFrequency == nil)
        #expect(configuration.reward.scoring == ScoringDefaults() && configuration.reward.overlong == nil)
        #expect(configuration.document.members.isEmpty)
    }

    @Test func everyPartOfTheAlgorithm() throws {
        let configuration = try self.read(
            """
            algorithm:
              adv_estimator: reinforce_plus_plus
              gamma: 0.99
              use_kl_in_reward: true
              kl_penalty: k2
              kl_ctrl: {type: adaptive, kl_coef: 0.01, target_kl: 0.2, horizon: 5000}
              rollout_correction: {rollout_is: token, rollout_is_threshold: 3}
            actor_rollout_ref:
              actor:
                clip_ratio: 0.1
                clip_ratio_high: 3e-1
                policy_loss: {loss_mode: gspo}
                loss_agg_mode: seq-mean-token-sum-norm
                use_kl_loss: true
                kl_loss_type: k3+
                optim: {lr: 1e-5, lr_warmup_steps_ratio: 0.1}
              rollout: {temperature: 0.7, top_p: 0.9, top_k: 20, response_length: 300, val_kwargs: {n: 4, temperature: 0.6}}
            critic: {cliprange_value: 0.3, ppo_epochs: 2}
            reward_model: {reward_manager: dapo, reward_kwargs: {overlong_buffer_cfg: {enable: true, len: 50}}}
            """)
        let reward = KLReward(
            .k2, controller: KLController(.adaptive, coefficient: 0.01, target: 0.2, horizon: 5000))
        #expect(configuration.algorithm.klReward == reward)
        #expect(configuration.algorithm.estimator.discount == 0.99)
        #expect(configuration.algorithm.rolloutCorrection == RolloutCorrection(.token, threshold: 3))
        #expect(
            configuration.actor.loss.policy
                == PolicyLoss(.gspo, clipLow: 0.1, clipHigh: 0.3, aggregation: .sequenceMeanTokenSumNorm))
        #expect(configuration.actor.loss.divergence?.estimator == .k3WithUnbiasedGradient)
        #expect(configuration.actor.constantLength == 300 && configuration.critic.constantLength == 300)
        #expect(configuration.actor.optimizer.learningRates(totalSteps: 50).warmupSteps == 5)
        #expect(configuration.rollout.sampling == SamplingSettings(temperature: 0.7, topP: 0.9, topK: 20, seed: 0))
        #expect(configuration.rollout.validationSampleCount == 4)
        #expect(configuration.critic.passes == 2 && configuration.critic.loss.clip == 0.3)
        #expect(configuration.reward.overlong == OverlongPenalty(maximumLength: 300, buffer: 50))
    }

    @Test func bothGenerationsOfRewardKeys() throws {
        for yaml in [
            "custom_reward_function: {path: assay_reward.py, reward_kwargs: {reward: step, gate: 0.5}}",
            "reward: {custom_reward_function: {path: assay_reward.py, reward_kwargs: {reward: step, gate: 0.5}}}",
        ] {
            let configuration = try self.read(yaml)
            #expect(
                configuration.reward.scoring.reward == .step && configuration.reward.scoring.settings.gate.double == 0.5
            )
        }
    }

    @Test func overrides() throws {
        let configuration = try self.read(
            "trainer: {save_freq: 5, test_freq: 7}\ncritic: {ppo_epochs: 3}",
            "trainer.save_freq=10", "+actor_rollout_ref.actor.optim.betas=[0.9,0.95]",
            "++trainer.experiment_name='a b'", "~critic", "data.train_files=[a.jsonl,b.jsonl]",
            "trainer.resume_mode=disable", "actor_rollout_ref.actor.optim.lr=1e-5")
        #expect(configuration.trainer.saveFrequency == 10 && configuration.trainer.testFrequency == 7)
        #expect(configuration.actor.optimizer.adam.beta2 == 0.95 && configuration.actor.optimizer.learningRate == 1e-5)
        #expect(configuration.trainer.experiment == "a b" && configuration.trainer.resume == .never)
        #expect(configuration.critic.passes == 1)
        #expect(configuration.data.trainFiles == ["a.jsonl", "b.jsonl"])
    }

    @Test func references() throws {
        let configuration = try self.read(
            """
            data: {max_response_length: 300, max_prompt_length: "${oc.select:data.none,77}"}
            actor_rollout_ref: {rollout: {response_length: "${data.max_response_length}"}}
            trainer: {project_name: p, experiment_name: "runs/${trainer.project_name}/${trainer.none}"}
            """)
        #expect(configuration.rollout.limits.maximumResponseTokens == 300)
        #expect(configuration.rollout.limits.maximumPromptTokens == 77)
        #expect(configuration.trainer.experiment == "runs/p/${trainer.none}")
        #expect(try self.refusal("data: {max_prompt_length: '${data.max_prompt_length}'}").contains("whole number"))
    }

    @Test func seedsNameOfTheLearningRate() throws {
        #expect(try self.read("algorithm: {lr: 2e-6}").actor.optimizer.learningRate == 2e-6)
        #expect(
            try self.refusal("", "algorithm.lr=1e-6", "actor_rollout_ref.actor.optim.lr=2e-6")
                .contains("actor_rollout_ref.actor.optim.lr: contradicts algorithm.lr"))
        #expect(try self.read("algorithm: {name: grpo}").algorithm.estimator.kind == .groupRelative)
    }

    @Test func whatIsWrongIsTold() throws {
        for (yaml, wanted) in [
            (
                "algorithm: {adv_estimater: grpo}",
                "algorithm.adv_estimater: is not a known key; did you mean adv_estimator?"
            ),
            ("critik: {}", "critik: is not a known key; did you mean critic?"),
            ("actor_rollout_ref: {actor: {clip_ration: 1}}", "actor_rollout_ref.actor.clip_ration: is not a known key"),
            ("algorithm: {adv_estimator: gdpo}", "algorithm.adv_estimator: must be one of gae, grpo,"),
            ("algorithm: {gamma: 2}", "algorithm.gamma: must be a number from 0.0 to 1.0"),
            ("algorithm: {use_pf_ppo: true}", "algorithm.use_pf_ppo: must be false: nothing else is implemented here"),
            ("actor_rollout_ref: {actor: {policy_loss: {loss_mode: kl_cov}}}", "policy_loss.loss_mode: must be one of"),
            ("data: {train_batch_size: 8}\ncritic: {ppo_mini_batch_size: 9}", "critic.ppo_mini_batch_size: must be"),
            ("trainer: {resume_mode: resume_path}", "trainer.resume_from_path: is required"),
            ("reward: {custom_reward_function: {reward_kwargs: {gate: 2}}}", "reward_kwargs.gate: must be a number"),
            ("assay: {model: {num_key_value_heads: 3}}", "assay.model.num_key_value_heads: must divide"),
            ("[]", "must be a mapping"), ("a: [", "run.yaml: "),
        ] {
            let message = try self.refusal(yaml)
            #expect(message.contains(wanted), "\(yaml): \(message)")
        }
        #expect(try self.refusal("", "trainer.save_freq").contains("must be key=value"))
        #expect(try self.refusal("trainer: 1", "trainer.save_freq=2").contains("trainer is not a mapping"))
    }
}
