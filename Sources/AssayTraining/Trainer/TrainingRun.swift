import AssayModel
import AssayRollouts
import AssayTokenizer

/// A run of training: demonstrations first where the plan has them, then rewards, with a test before and after.
///
/// It keeps checkpoints in its folder, and goes on from the last of them: the numbers that follow are those that would
/// have followed, bit for bit.
package final class TrainingRun {
    /// How a run ended.
    package struct Ending: Sendable {
        package var step: Int
        /// Whether the run was asked to stop before its last step.
        package var isInterrupted: Bool
    }

    let plan: TrainingPlan
    let checkpoints: CheckpointFolder
    let observer: any TrainingObserver
    let isStopping: @Sendable () -> Bool

    /// - Parameters:
    ///   - directory: where checkpoints are kept.
    ///   - isStopping: asked after each step; where it says so, a checkpoint is made and the run ends.
    package init(
        _ plan: TrainingPlan, directory: String, observer: any TrainingObserver,
        isStopping: @escaping @Sendable () -> Bool = { false }
    ) {
        self.plan = plan
        self.checkpoints = CheckpointFolder(directory)
        self.observer = observer
        self.isStopping = isStopping
    }

    /// - Parameter state: that of the checkpoint to go on from; nil begins anew.
    /// - Throws: ``TrainingError``, and what rollouts and the observer throw.
    package func run(from state: TrainingState? = nil) async throws -> Ending {
        let origin = try await self.origin(state)
        guard !self.isStopping() else { return self.ending(step: state?.phase == .policy ? state?.step ?? 0 : 0) }
        let session = try self.session(origin, state)
        if state?.phase != .policy, self.plan.testsBefore { try await self.test(session) }
        try await self.learn(session)
        if !self.isStopping() { try await self.test(session) }
        return self.ending(step: session.trainer.step)
    }

    private func ending(step: Int) -> Ending {
        Ending(step: step, isInterrupted: step < self.plan.stepCount)
    }

    // MARK: The policy to begin with

    /// Where the policy is that learning from rewards begins with. It is made where it is not there yet.
    private func origin(_ state: TrainingState?) async throws -> ModelFolder {
        switch self.plan.origin {
        case .folder(let path): return ModelFolder(path)
        case .demonstrations(let start):
            let end = TrainingState(phase: .supervised, step: start.curriculum.stepCount)
            let folder = self.checkpoints.model("actor", of: end.name)
            if state?.phase != .policy { try await self.imitate(start, state) }
            return folder
        }
    }

    private func imitate(_ start: TrainingPlan.WarmStart, _ state: TrainingState?) async throws {
        let trainer = try self.supervisedTrainer(start, state)
        let count = start.curriculum.stepCount
        try await self.observer.observe(.began(.supervised, step: trainer.step, of: count))
        while !trainer.isDone, !self.isStopping() {
            let metrics = trainer.advance()
            try await self.observer.observe(.imitated(step: trainer.step, metrics: metrics))
            // The same step would come to the same again.
            if let name = metrics.keys.sorted().first(where: { metrics[$0]?.isFinite == false }) {
                throw TrainingError(
                    .diverged, stage: "demonstrations, step \(trainer.step + 1)",
                    "\(name) is no finite number: lower assay.warm_start.optim.lr, or its clip_grad"
                        + self.lastCheckpoint)
            }
            if trainer.step.isDue(every: start.saveFrequency, of: count) || self.isStopping() {
                try await self.save(
                    TrainingState(phase: .supervised, step: trainer.step),
                    CheckpointFolder.Contents(actor: trainer.learner, codec: trainer.codec))
            }
        }
    }

    private func supervisedTrainer(
        _ start: TrainingPlan.WarmStart, _ state: TrainingState?
    ) throws -> SupervisedTrainer {
        let (learner, codec) =
            switch start.beginner {
            case .made(let configuration): try self.beginner(configuration, start, state)
            case .folder(let path):
                (
                    try self.learner("actor", .language, start.learner, ModelFolder(path), state),
                    try start.readCodec(seed: self.plan.seed)
                )
            }
        return SupervisedTrainer(learner, curriculum: start.curriculum, codec: codec)
    }

    /// A model that is made, with its tokenizer, or what a checkpoint has of it.
    private func beginner(
        _ configuration: ModelConfiguration, _ start: TrainingPlan.WarmStart, _ state: TrainingState?
    ) throws -> (Learner, ConversationCodec) {
        guard let state else {
            let codec = try start.readCodec(seed: self.plan.seed)
            var configuration = configuration
            configuration.vocabularySize = codec.tokenizer.vocabularySize
            let model = try Transformer(configuration, seed: self.plan.seed, settings: self.plan.computation)
            return (Learner(model, settings: start.learner), codec)
        }
        let folder = self.checkpoints.model("actor", of: state.name)
        let learner = Learner(
            try folder.readModel(settings: self.plan.computation), settings: start.learner)
        try folder.read(into: learner)
        return (learner, try folder.readCodec())
    }
}
