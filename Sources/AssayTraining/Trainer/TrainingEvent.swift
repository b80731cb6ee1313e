package import AssayRollouts

/// Something that happened in a run.
package enum TrainingEvent: Sendable {
    /// A phase begins, or goes on, after so many of its steps.
    case began(TrainingState.Phase, step: Int, of: Int)
    /// So many steps of learning from demonstrations are done; what the last was like.
    case imitated(step: Int, metrics: [String: Double])
    /// So many steps of learning from rewards are done; what the last was like.
    case learned(step: Int, PolicyTrainer.Outcome)
    /// The policy was tested after so many steps, on one set of problems at one temperature.
    case tested(step: Int, EvaluationResult, [Trajectory])
    /// A checkpoint is in a folder.
    case saved(String)
    /// After so many steps something was wrong, and the models went back to a checkpoint.
    case wentBack(step: Int, TrainingGuard.Fault, checkpoint: String)
}

/// Who is told of a run as it goes: a log, a progress line.
package protocol TrainingObserver: Sendable {
    /// - Throws: what ends the run, such as a full disk.
    func observe(_ event: TrainingEvent) async throws
}

/// Several of them, one after another.
package struct TrainingObservers: TrainingObserver {
    private let observers: [any TrainingObserver]

    package init(_ observers: [any TrainingObserver]) { self.observers = observers }

    package func observe(_ event: TrainingEvent) async throws {
        for observer in self.observers { try await observer.observe(event) }
    }
}
