import AssayModel
import AssayRollouts

/// Learning from rewards, and the tests around it.
extension TrainingRun {
    /// The models that learn, and what they learn with.
    struct Session {
        var trainer: PolicyTrainer
        var policy: EmbeddedPolicy
        var codec: ConversationCodec
    }

    /// - Parameters:
    ///   - origin: the policy that learning from rewards begins with, which is its reference.
    ///   - state: that of the checkpoint to go on from.
    func session(_ origin: ModelFolder, _ state: TrainingState?) throws -> Session {
        let plan = self.plan
        let going = state.flatMap { $0.phase == .policy ? $0 : nil }
        let codec = try origin.readCodec()
        let actor = try self.learner("actor", .language, plan.actor, origin, going)
        let critic = try plan.critic.map { try self.learner("critic", .value, $0, origin, going) }
        let policy = EmbeddedPolicy(actor.model, codec: codec)
        let trainer = PolicyTrainer(
            plan.policy, actor: actor, critic: critic, reference: try self.reference(origin, actor), policy: policy,
            prompts: plan.prompts)
        if let going { trainer.resume(going) }
        return Session(trainer: trainer, policy: policy, codec: codec)
    }

    /// A model of a folder that learns, or what a checkpoint has of it.
    func learner(
        _ name: String, _ head: TransformerHead, _ settings: Learner.Settings, _ origin: ModelFolder,
        _ state: TrainingState?
    ) throws -> Learner {
        let folder = state.map { self.checkpoints.model(name, of: $0.name) }
        // Beside adapters the weights are those of the beginning; a checkpoint has them with the adapters in them.
        let weights = self.plan.adapters == nil ? folder ?? origin : origin
        var model = try weights.readModel(head: head, settings: self.plan.computation)
        if let adapters = self.plan.adapters {
            model = try Transformer(model, adapters: adapters, seed: self.plan.seed)
        }
        let learner = Learner(model, settings: settings)
        try folder?.read(into: learner)
        return learner
    }

    private func reference(_ origin: ModelFolder, _ actor: Learner) throws -> Transformer? {
        guard self.plan.needsReference else { return nil }
        return actor.model.adapters == nil
            ? try origin.readModel(settings: self.plan.computation) : try actor.model.withoutAdapters()
    }

    /// Steps until all are done, or something is wrong.
    func learn(_ session: Session) async throws {
        let (trainer, count) = (session.trainer, self.plan.stepCount)
        var refuge: String?
        try await self.observer.observe(.began(.policy, step: trainer.step, of: count))
        while trainer.step < count, !self.isStopping() {
            let outcome = try await trainer.advance()
            try await self.observer.observe(.learned(step: trainer.step, outcome))
            if let fault = outcome.fault {
                refuge = try await self.goBack(trainer, from: fault, before: refuge)
                continue
            }
            // A policy that leaves its reference is none to go back to.
            let isSound = trainer.watch.rejectedSteps == 0 || trainer.step == count
            if isSound && trainer.step.isDue(every: self.plan.saveFrequency, of: count) || self.isStopping() {
                try await self.save(
                    trainer.state,
                    CheckpointFolder.Contents(actor: trainer.actor, critic: trainer.critic, codec: session.codec))
            }
            let frequency = self.plan.testFrequency
            if frequency > 0, trainer.step.isMultiple(of: frequency), trainer.step < count {
                try await self.test(session)
            }
        }
    }

    /// Takes the models back to the last checkpoint. Steps go on, so that other prompts follow.
    /// - Parameter refuge: the checkpoint that they went back to before: to do so again would only repeat it.
    /// - Throws: ``TrainingError`` where the plan does not want it, or it would not help.
    private func goBack(
        _ trainer: PolicyTrainer, from fault: TrainingGuard.Fault, before refuge: String?
    ) async throws -> String {
        let prefix = TrainingState.Phase.policy.prefix
        guard self.plan.goesBack, fault.isOfPolicy, let name = self.checkpoints.latestName, name.hasPrefix(prefix),
            name != refuge
        else {
            throw TrainingError(.diverged, stage: "step \(trainer.step)", fault.message + self.lastCheckpoint)
        }
        try await trainer.goBack { try self.checkpoints.model($0, of: name).restore($1) }
        try await self.observer.observe(
            .wentBack(step: trainer.step, fault, checkpoint: "\(self.checkpoints.path)/\(name)"))
        return name
    }

    var lastCheckpoint: String {
        self.checkpoints.latestName.map { "; the last checkpoint is \(self.checkpoints.path)/\($0)" } ?? ""
    }

    /// Tests the policy on held-out problems.
    func test(_ session: Session) async throws {
        guard let evaluation = self.plan.evaluation else { return }
        let step = session.trainer.step
        _ = try await evaluation.run(session.policy) { result, trajectories in
            try await self.observer.observe(.tested(step: step, result, trajectories))
        }
    }

    func save(_ state: TrainingState, _ contents: CheckpointFolder.Contents) async throws {
        let folder = try self.checkpoints.save(state, contents)
        // Of demonstrations, all but the last is there for a run that is ended before.
        if let count = state.phase == .supervised ? 1 : self.plan.keptCheckpoints {
            self.checkpoints.prune(state.phase, keeping: count)
        }
        try await self.observer.observe(.saved(folder))
    }
}

extension Int {
    /// Whether after so many steps something is due that is done every so many, and after the last.
    func isDue(every frequency: Int, of count: Int) -> Bool {
        self == count || frequency > 0 && self.isMultiple(of: frequency)
    }
}

extension PolicyTrainer {
    /// What a checkpoint keeps of it beside the models.
    package var state: TrainingState {
        TrainingState(
            phase: .policy, step: self.step, penaltyCoefficient: self.penalty?.controller.coefficient,
            nextPrompt: self.settings.filter == nil ? nil : self.nextPrompt, watch: self.watch
        )
    }
}
