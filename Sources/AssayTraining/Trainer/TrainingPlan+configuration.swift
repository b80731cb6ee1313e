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
            format: configuration.rollout.format,
            tools: configuration.assay.hasTools && configuration.rollout.isMultiTurn ? tools : .none,
            interactions: interactions)
        let origin = try Self.origin(configuration)
        let files = try Self.files(configuration, origin, rollout)
        let prompts: any PromptSource =
            files?.prompts ?? ProblemSource(seed: configuration.assay.seed, split: .train)
        let stepCount = try Self.stepCount(configuration, prompts)
        var policy = PolicyTrainer.Settings(configuration, rollout: rollout)
        if case .demonstrations(let start) = origin { policy.firstPrompt = start.curriculum.end }
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
        self.goesBack = configuration.assay.limits.goesBack
        self.testsBefore = configuration.trainer.testsBefore
        self.evaluation = Self.evaluation(configuration, rollout, files?.validation)
    }

    private static func origin(_ configuration: TrainingConfiguration) throws(TrainingError) -> Origin {
        guard let path = configuration.model.path else {
            return .demonstrations(WarmStart(.made(configuration.assay.model), configuration.assay))
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
        return configuration.assay.warmStart.steps > 0
            ? .demonstrations(WarmStart(.folder(path), configuration.assay)) : .folder(path)
    }

    /// The prompts of files; nil where there are none, and Assay makes the problems.
    private static func files(
        _ configuration: TrainingConfiguration, _ origin: Origin, _ rollout: RolloutSettings
    ) throws(TrainingError) -> (prompts: FilePrompts, validation: [RolloutPrompt])? {
        let data = configuration.data
        guard !data.trainFiles.isEmpty else { return nil }
        let fit = PromptFit(
            codec: try origin.readCodec(seed: configuration.assay.seed), tools: rollout.tools.schemas,
            longest: rollout.limits.maximumPromptTokens ?? .max, leavesOut: data.leavesOutLongPrompts,
            cut: rollout.limits.promptCut)
        let prompts = try FilePrompts.read(data.trainFiles, limit: data.maximumTrainSamples, fit: fit)
        let count = min(configuration.assay.evaluation.problemCount, data.maximumValidationSamples ?? .max)
        return (
            FilePrompts(prompts, seed: data.shuffles ? data.seed ?? configuration.assay.seed : nil),
            try FilePrompts.read(data.validationFiles, limit: count, fit: fit)
        )
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
        _ configuration: TrainingConfiguration, _ rollout: RolloutSettings, _ validation: [RolloutPrompt]?
    ) -> Evaluation? {
        let (assay, sampling) = (configuration.assay, configuration.rollout.validationSampling)
        let count = assay.evaluation.problemCount
        let sets: [Evaluation.Problems]
        if let validation {
            sets = validation.isEmpty ? [] : [Evaluation.Problems(name: "validation", prompts: validation)]
        } else {
            let splits: [ProblemSplit] = [.numbers, .compositions, .templates]
            sets = splits.map { split in
                let source = ProblemSource(seed: assay.seed, split: split)
                return Evaluation.Problems(name: split.rawValue, prompts: (0..<count).map { source.prompt(at: $0) })
            }
        }
        guard count > 0, !sets.isEmpty else { return nil }
        var settings = rollout
        (settings.sampling.topP, settings.sampling.topK) = (sampling.topP, sampling.topK)
        var evaluation = Evaluation(
            sets, temperatures: assay.evaluation.temperatures, settings: settings,
            scoring: configuration.reward.scoring)
        evaluation.samples = configuration.rollout.validationSampleCount
        return evaluation
    }
}

extension TrainingPlan.Origin {
    /// How conversations become tokens: what a folder says, or the tokenizer that is made.
    fileprivate func readCodec(seed: UInt64) throws(TrainingError) -> ConversationCodec {
        do {
            switch self {
            case .folder(let path): return try ModelFolder(path).readCodec()
            case .demonstrations(let start): return try start.readCodec(seed: seed)
            }
        } catch let error as TrainingError {
            throw error
        } catch {
            throw TrainingError(.configuration, stage: "tokenizer", "\(error)")
        }
    }
}

extension TrainingPlan.WarmStart {
    fileprivate init(_ beginner: Beginner, _ configuration: AssayConfiguration) {
        let start = configuration.warmStart
        self.init(
            beginner, learner: Learner.Settings(start.optimizer, totalSteps: start.steps),
            curriculum: DemonstrationCurriculum(
                seed: configuration.seed, stepCount: start.steps, batchSize: start.batchSize,
                easyShare: start.easyShare, settings: start.toolUse == .heavy ? .toolHeavy : .mixed))
        self.saveFrequency = start.saveFrequency
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
        self.filter = configuration.algorithm.filter
        self.actorLoss = configuration.actor.loss
        self.valueLoss = configuration.critic.loss
        self.penalty = configuration.algorithm.klReward
        self.overlong = configuration.reward.overlong
        self.correction = configuration.algorithm.rolloutCorrection
        let limits = configuration.assay.limits
        self.limits.divergence = limits.divergence
        self.limits.rejectedSteps = limits.rejectedSteps
        self.limits.uniformGroups = limits.uniformGroups
        self.limits.reward = limits.reward
        self.limits.window = limits.window
        self.recomputesOldLogProbabilities = configuration.assay.recomputesOldLogProbabilities
        self.trainsObservations = configuration.assay.trainsObservations
    }
}
