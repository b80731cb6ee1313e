package import AssayModel
package import AssayRollouts

/// Reinforcement learning: a policy plays prompts with its tools, its answers are scored, and it learns from how much
/// better each was than expected.
///
/// Compared with the other answers to the prompt that is GRPO and its kin; with what a critic expected, PPO.
package final class PolicyTrainer {
    package let settings: Settings
    package let actor: Learner
    /// Nil where advantages need none.
    package let critic: Learner?
    /// What the policy must not leave too far; nil where nothing asks for it.
    private let reference: Transformer?
    let policy: EmbeddedPolicy
    let prompts: any PromptSource
    /// Steps done.
    package private(set) var step: Int
    /// The index of the next step's first prompt: steps go on where the last one ended.
    package private(set) var nextPrompt: Int
    /// The divergence in the reward, whose coefficient may adapt.
    package private(set) var penalty: KLReward?
    package private(set) var watch: TrainingGuard

    /// - Parameter policy: generates with the actor's model.
    package init(
        _ settings: Settings, actor: Learner, critic: Learner? = nil, reference: Transformer? = nil,
        policy: EmbeddedPolicy, prompts: any PromptSource
    ) {
        self.settings = settings
        self.actor = actor
        self.critic = critic
        self.reference = reference
        self.policy = policy
        self.prompts = prompts
        self.step = 0
        self.nextPrompt = settings.firstPrompt
        self.penalty = settings.penalty
        self.watch = TrainingGuard(settings.limits)
    }

    /// Goes on where a checkpoint was made.
    package func resume(_ state: TrainingState) {
        self.step = state.step
        self.nextPrompt =
            state.nextPrompt ?? self.settings.firstPrompt + state.step * self.settings.promptCount
        self.watch = state.watch
        if let coefficient = state.penaltyCoefficient, let controller = self.penalty?.controller {
            self.penalty?.controller = KLController(
                controller.kind, coefficient: coefficient, target: controller.target, horizon: controller.horizon)
        }
    }

    /// Takes the models back to an earlier state.
    /// - Parameter restore: reads a model, by verl's name of it, as it was.
    package func goBack(_ restore: (_ name: String, Learner) throws -> Void) async throws {
        try restore("actor", self.actor)
        if let critic { try restore("critic", critic) }
        self.watch.forgive()
        await self.policy.forget()
    }

    /// What a step came to.
    package struct Outcome: Sendable {
        /// By verl's names.
        package var metrics: [String: Double]
        package var trajectories: [Trajectory]
        /// Why the run should not go on; nil where it should.
        package var fault: TrainingGuard.Fault?
    }

    /// One step: rollouts, rewards, advantages, updates.
    /// - Throws: ``TrainingError`` where all rollouts ended by a fault of the tools, and what rollouts throw. Nothing was
    ///   learned then.
    package func advance() async throws -> Outcome {
        var clock = StepClock()
        let harvest = try await self.collect(&clock)
        var metrics = RolloutMetrics.of(
            harvest.trajectories, longest: self.settings.rollout.limits.maximumResponseTokens)
        var batch = harvest.batch
        self.evaluate(&batch, &clock)
        metrics.merge(try self.judge(&batch, &clock)) { $1 }
        metrics.merge(harvest.metrics) { $1 }
        metrics.merge(self.update(batch, metrics, &clock)) { $1 }
        await self.policy.forget()
        self.step += 1
        self.nextPrompt = harvest.nextPrompt
        metrics.merge(self.throughput(batch, clock)) { $1 }
        return Outcome(
            metrics: metrics, trajectories: harvest.trajectories, fault: self.watch.fault(in: metrics))
    }
}

// MARK: The parts of a step

extension PolicyTrainer {
    /// Asks the models what they say of the tokens before anything is learned from them.
    private func evaluate(_ batch: inout [Experience], _ clock: inout StepClock) {
        let inputs = batch.map(\.input)
        let temperature = self.settings.rollout.sampling.temperature
        if self.settings.evaluatesOldLogProbabilities {
            let outputs = clock.measure("old_log_prob") {
                self.actor.model.evaluate(inputs, temperature: temperature)
            }
            for (index, output) in outputs.enumerated() {
                let sampled = batch[index].row.oldLogProbabilities
                batch[index].row.oldLogProbabilities = output.logProbabilities
                guard let correction = self.settings.correction else { continue }
                batch[index].row.rolloutWeights = correction.weights(
                    of: batch[index].row, rolloutLogProbabilities: sampled)
            }
        }
        if let reference {
            let outputs = clock.measure("ref") { reference.evaluate(inputs, temperature: temperature) }
            for (index, output) in outputs.enumerated() {
                batch[index].row.referenceLogProbabilities = output.logProbabilities
            }
        }
        if let critic {
            let outputs = clock.measure("values") { critic.model.evaluate(inputs) }
            for (index, output) in outputs.enumerated() { batch[index].row.values = output.values }
        }
    }

    /// Finds the advantages.
    private func judge(_ batch: inout [Experience], _ clock: inout StepClock) throws -> [String: Double] {
        let mark = StepClock.Mark()
        var rows = batch.map(\.row)
        var metrics: [String: Double] = [:]
        let groups = ResponseGroup.groups(of: rows)
        metrics[MetricName.uniformGroups] = groups.uniformShare
        if let penalty = self.penalty {
            var penalty = penalty
            metrics.merge(penalty.apply(to: &rows)) { $1 }
            self.penalty = penalty
        }
        try rows.estimateAdvantages(with: self.settings.estimator)
        metrics.describe("critic/rewards", rows.map(\.score))
        metrics.describe("critic/advantages", rows.flatMap(\.advantages))
        metrics.describe("critic/returns", rows.flatMap(\.returns))
        if self.critic != nil {
            metrics.describe("critic/values", rows.flatMap { $0.values.map(Double.init) })
            metrics["critic/vf_explained_var"] = Self.explainedVariance(rows)
        }
        for index in batch.indices { batch[index].row = rows[index] }
        clock.add("adv", since: mark)
        return metrics
    }

    /// Lets critic and actor learn.
    /// - Parameter judged: what was found out of the batch before.
    private func update(
        _ batch: [Experience], _ judged: [String: Double], _ clock: inout StepClock
    ) -> [String: Double] {
        var metrics: [String: Double] = [:]
        if let critic {
            let loss = self.settings.valueLoss
            metrics = clock.measure("update_critic") {
                critic.learn(
                    "critic", from: batch, self.settings.critic, step: self.step, temperature: 1
                ) { loss.gradient(of: $0, $1, normaliser: $2) }
            }
        }
        guard self.step >= self.settings.criticWarmup else { return metrics }
        guard !judged.isWrong(mostDivergence: self.settings.limits.divergence) else {
            metrics["actor/\(MetricName.rejectedRatio)"] = 1
            return metrics
        }
        let loss = self.settings.actorLoss
        let learned = clock.measure("update_actor") {
            self.actor.learn(
                "actor", from: batch, self.settings.actor, step: self.step,
                temperature: self.settings.rollout.sampling.temperature,
                mostDivergence: self.settings.limits.divergence
            ) { loss.gradient(of: $0, $1, normaliser: $2) }
        }
        return metrics.merging(learned) { $1 }
    }

    /// 1 − Var(R − V) ∕ Var(R): 1 where the critic knew, 0 or less where a constant would have done as well.
    private static func explainedVariance(_ rows: [ResponseRow]) -> Double {
        let errors = rows.map { row in zip(row.returns, row.values).map { $0 - Double($1) } }
        let spread = MaskedStatistics(rows.map(\.returns), of: rows).variance
        return spread > 0 ? 1 - MaskedStatistics(errors, of: rows).variance / spread : 0
    }

    private func throughput(_ batch: [Experience], _ clock: StepClock) -> [String: Double] {
        var metrics = clock.metrics
        let tokens = Double(batch.reduce(0) { $0 + $1.input.tokens.count })
        let seconds = metrics["timing_s/step"] ?? 0
        metrics["perf/total_num_tokens"] = tokens
        metrics["perf/time_per_step"] = seconds
        metrics["perf/throughput"] = seconds > 0 ? tokens / seconds : 0
        metrics["training/global_step"] = Double(self.step)
        return metrics
    }
}
