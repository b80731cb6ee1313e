import AssayModel
package import AssayRollouts
package import AssayTools
import Foundation

extension TrainingPlan {
    /// The most parameters that this machine trains.
    private static let mostParameters = 1_000_000_000

    /// The run that a configuration asks for.
    /// - Parameters:
    ///   - tools: what the policy may call.
    ///   - interactions: who may answer it.
    /// - Throws: ``TrainingError`` where the model is not for this machine, or something is asked for that is not there.
    package init(
        _ configuration: TrainingConfiguration, tools: Toolbox, interactions: [any Interaction] = []
    ) throws(TrainingError) {
        let rollout = RolloutSettings(
            limits: configuration.rollout.limits, sampling: configuration.rollout.sampling,
            format: configuration.rollout.format, tools: configuration.assay.hasTools ? tools : .none,
            interactions: interactions)
        let origin = try Self.origin(configuration)
        let prompts = try Self.prompts(configuration)
        let stepCount = try Self.stepCount(configuration, prompts)
        var policy = PolicyTrainer.Settings(configuration, rollout: rollout)
        if case .demonstrations(let start) = origin { policy.firstPrompt = start.curriculum.end }
        try Self.check(configuration)
        self.init(
            seed: configuration.assay.seed, origin: origin, policy: policy,
            actor: Learner.Settings(configuration.actor.optimizer, totalSteps: stepCount),
            critic: configuration.algorithm.estimator.kind.needsCritic
                ? Learner.Settings(configuration.critic.optimizer, totalSteps: stepCount) : nil,
            needsReference: configuration.actor.loss.divergence != nil || configuration.algorithm.klReward != nil,
            stepCount: stepCount, prompts: prompts)
        self.computation.threads = configuration.assay.threads
        self.computation.tokenBudget = configuration.assay.tokenBudget
        self.computation.checkpointsActivations = configuration.model.checkpointsActivations ?? false
        self.adapters = configuration.model.adapters
        self.saveFrequency = configuration.trainer.saveFrequency ?? 0
        self.keptCheckpoints = configuration.trainer.keptCheckpoints
        self.testFrequency = configuration.trainer.testFrequency ?? 0
        self.testsBefore = configuration.trainer.testsBefore
        self.evaluation = try Self.evaluation(configuration, rollout)
    }

    private static func check(_ configuration: TrainingConfiguration) throws(TrainingError) {
        guard !configuration.algorithm.estimator.kind.needsGreedyReward else {
            throw TrainingError(
                .configuration, stage: "algorithm.adv_estimator",
                "remax, which plays each prompt greedily, is not trained here")
        }
    }

    private static func origin(_ configuration: TrainingConfiguration) throws(TrainingError) -> Origin {
        let (assay, start) = (configuration.assay, configuration.assay.warmStart)
        guard let path = configuration.model.path else {
            return .demonstrations(
                WarmStart(
                    model: assay.model, learner: Learner.Settings(start.optimizer, totalSteps: start.steps),
                    curriculum: DemonstrationCurriculum(
                        seed: assay.seed, stepCount: start.steps, batchSize: start.batchSize,
                        easyShare: start.easyShare, settings: start.toolUse == .heavy ? .toolHeavy : .mixed)))
        }
        let road = "`assay export verl` writes the files that train it with verl, with Assay as its tools and rewards"
        let stage = "actor_rollout_ref.model.path"
        guard FileManager.default.fileExists(atPath: ModelDirectory(path: path).file("config.json")) else {
            throw TrainingError(
                .configuration, stage: stage,
                "\(path) is no model's folder here. A model of that size is not for this "
                    + "machine: \(road)")
        }
        let model: ModelConfiguration
        do {
            model = try ModelDirectory(path: path).configuration()
        } catch {
            throw TrainingError(.configuration, stage: stage, error.description)
        }
        let count = ParameterLayout(model, head: .language).count
        guard count <= self.mostParameters else {
            throw TrainingError(
                .configuration, stage: stage, "\(path) has \(count) parameters, too many for this machine: \(road)")
        }
        return .folder(path)
    }

    private static func prompts(_ configuration: TrainingConfiguration) throws(TrainingError) -> any PromptSource {
        let data = configuration.data
        guard !data.trainFiles.isEmpty else { return ProblemSource(seed: configuration.assay.seed, split: .train) }
        return FilePrompts(
            try FilePrompts.read(data.trainFiles, limit: data.maximumTrainSamples),
            seed: data.shuffles ? data.seed ?? configuration.assay.seed : nil)
    }

    private static func stepCount(
        _ configuration: TrainingConfiguration, _ prompts: any PromptSource
    ) throws(TrainingError) -> Int {
        if let steps = configuration.trainer.totalSteps { return steps }
        guard let files = prompts as? FilePrompts else {
            throw TrainingError(
                .configuration, stage: "trainer.total_training_steps", "is needed where problems are without end")
        }
        return configuration.trainer.totalEpochs * (files.count / configuration.data.batchSize)
    }

    private static func evaluation(
        _ configuration: TrainingConfiguration, _ rollout: RolloutSettings
    ) throws(TrainingError) -> Evaluation? {
        let (data, assay) = (configuration.data, configuration.assay)
        let count = assay.evaluation.problemCount
        let sets: [Evaluation.Problems]
        if data.trainFiles.isEmpty {
            let splits: [ProblemSplit] = [.numbers, .compositions, .templates]
            sets = splits.map { split in
                let source = ProblemSource(seed: assay.seed, split: split)
                return Evaluation.Problems(name: split.rawValue, prompts: (0..<count).map { source.prompt(at: $0) })
            }
        } else {
            let prompts = try FilePrompts.read(
                data.validationFiles, limit: min(count, data.maximumValidationSamples ?? .max))
            sets = prompts.isEmpty ? [] : [Evaluation.Problems(name: "validation", prompts: prompts)]
        }
        guard count > 0, !sets.isEmpty else { return nil }
        return Evaluation(
            sets, temperatures: assay.evaluation.temperatures, settings: rollout,
            scoring: configuration.reward.scoring)
    }
}

extension Learner.Settings {
    /// - Parameter totalSteps: steps of the run, at whose end the rate is lowest.
    init(_ configuration: OptimizerConfiguration, totalSteps: Int) {
        self.init(
            adam: configuration.adam, schedule: configuration.learningRates(totalSteps: totalSteps),
            maximumNorm: configuration.maximumNorm)
    }
}

extension PolicyTrainer.Settings {
    init(_ configuration: TrainingConfiguration, rollout: RolloutSettings) {
        self.init(rollout: rollout, scoring: configuration.reward.scoring)
        self.promptCount = configuration.data.batchSize
        self.sampleCount = configuration.rollout.sampleCount
        self.actor = PolicyTrainer.Update(
            miniBatchPrompts: configuration.actor.miniBatchPrompts, passes: configuration.actor.passes,
            constantLength: configuration.actor.constantLength)
        self.critic = PolicyTrainer.Update(
            miniBatchPrompts: configuration.critic.miniBatchPrompts, passes: configuration.critic.passes,
            constantLength: configuration.critic.constantLength)
        self.criticWarmup = configuration.trainer.criticWarmup
        self.estimator = configuration.algorithm.estimator
        self.actorLoss = configuration.actor.loss
        self.valueLoss = configuration.critic.loss
        self.penalty = configuration.algorithm.klReward
        self.overlong = configuration.reward.overlong
        self.correction = configuration.algorithm.rolloutCorrection
        let limits = configuration.assay.limits
        self.limits.divergence = limits.divergence
        self.limits.uniformGroups = limits.uniformGroups
        self.limits.reward = limits.reward
        self.limits.window = limits.window
        self.recomputesOldLogProbabilities = configuration.assay.recomputesOldLogProbabilities
        self.trainsObservations = configuration.assay.trainsObservations
    }
}
