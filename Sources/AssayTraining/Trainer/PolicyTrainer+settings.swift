package import AssayRollouts
package import AssayScoring

extension PolicyTrainer {
    /// How a model learns from a batch.
    package struct Update: Sendable, Equatable {
        /// Prompts of each of the optimizer's steps.
        package var miniBatchPrompts: Int
        /// How often a batch is learned from.
        package var passes: Int
        /// See ``LossNormaliser/constantLength``.
        package var constantLength: Double

        package init(miniBatchPrompts: Int = 16, passes: Int = 1, constantLength: Double = 1) {
            self.miniBatchPrompts = miniBatchPrompts
            self.passes = passes
            self.constantLength = constantLength
        }
    }

    /// How a policy is trained.
    package struct Settings: Sendable {
        /// Prompts of a step.
        package var promptCount = 32
        /// Rollouts of each prompt.
        package var sampleCount = 8
        package var actor = Update()
        package var critic = Update()
        /// For how many steps the critic learns alone.
        package var criticWarmup = 0
        /// The index of the first step's first prompt.
        package var firstPrompt = 0
        package var rollout: RolloutSettings
        package var scoring: ScoringDefaults
        package var estimator = AdvantageEstimator(.groupRelative)
        /// Which prompts are learned from; nil takes all.
        package var filter: GroupFilter?
        package var actorLoss = ActorLoss()
        package var valueLoss = ValueLoss()
        /// The divergence from the reference as part of the reward; nil where it is none.
        package var penalty: KLReward?
        /// What long responses lose; nil where they lose nothing.
        package var overlong: OverlongPenalty?
        package var limits = TrainingGuard.Limits()
        /// What losses are multiplied by where rollouts were sampled by another program; nil where they were not.
        package var correction: RolloutCorrection?
        /// Whether the old log-probabilities are the model's own instead of those that the rollout was sampled with. Of
        /// one engine they are the same but for rounding.
        package var recomputesOldLogProbabilities = false
        /// Whether observations are trained on as if the policy had written them: wrong, and there to show what it does.
        package var trainsObservations = false

        package init(rollout: RolloutSettings, scoring: ScoringDefaults) {
            self.rollout = rollout
            self.scoring = scoring
        }

        var evaluatesOldLogProbabilities: Bool {
            self.recomputesOldLogProbabilities || self.trainsObservations || self.correction != nil
        }
    }
}
