package import AssayJSON

/// Where a run is, beside its models: what a checkpoint keeps of the trainer.
///
/// Random numbers have no state: they are keyed by the seed and by what they are for.
package struct TrainingState: Sendable, Equatable {
    /// What is being learned from.
    package enum Phase: String, CaseIterable, Sendable {
        /// Demonstrations.
        case supervised = "sft"
        /// Rewards.
        case policy = "rl"

        /// What names of its checkpoints begin with. That of the latter is verl's.
        var prefix: String {
            switch self {
            case .supervised: "sft_step_"
            case .policy: "global_step_"
            }
        }
    }

    package var phase: Phase
    /// Steps of the phase that are done.
    package var step: Int
    /// The coefficient of the divergence in the reward; nil where it is not part of it.
    package var penaltyCoefficient: Double?
    /// The index of the next step's first prompt; nil where it follows from the step.
    package var nextPrompt: Int?
    package var watch: TrainingGuard

    package init(
        phase: Phase, step: Int, penaltyCoefficient: Double? = nil, nextPrompt: Int? = nil,
        watch: TrainingGuard = TrainingGuard()
    ) {
        self.phase = phase
        self.step = step
        self.penaltyCoefficient = penaltyCoefficient
        self.nextPrompt = nextPrompt
        self.watch = watch
    }

    /// `sft_step_400`, `global_step_40`: what the checkpoint's folder is called.
    package var name: String { self.phase.prefix + String(self.step) }

    package var json: JSONValue {
        [
            "phase": .string(self.phase.rawValue), "step": .integer(self.step),
            "kl_coefficient": self.penaltyCoefficient.map(JSONValue.number) ?? .null,
            "rewards": .array(self.watch.rewards.map(JSONValue.number)),
            "best_reward": .number(self.watch.bestReward), "uniform_steps": .integer(self.watch.uniformSteps),
            "rejected_steps": .integer(self.watch.rejectedSteps),
            "next_prompt": self.nextPrompt.map(JSONValue.integer) ?? .null,
        ]
    }

    /// - Parameter limits: those of the run that goes on.
    /// - Throws: everything that is wrong with it.
    package init(_ json: JSONValue, limits: TrainingGuard.Limits) throws(FieldFaults) {
        guard let object = json.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be an object")])
        }
        var reader = FieldReader(
            object,
            known: [
                "phase", "step", "kl_coefficient", "rewards", "best_reward", "uniform_steps", "rejected_steps",
                "next_prompt",
            ])
        let phase = reader.name("phase", as: Phase.self) ?? .supervised
        let step = reader.read("step", "a number of steps") { $0.integer } ?? 0
        let coefficient = reader.read("kl_coefficient", "a number") { $0.double }
        let rewards = reader.read("rewards", "a list of numbers") { $0.array?.compactMap(\.double) } ?? []
        let best = reader.read("best_reward", "a number") { $0.double } ?? 0
        let uniform = reader.read("uniform_steps", "a number of steps") { $0.integer } ?? 0
        // Checkpoints of earlier versions have neither.
        let rejected = reader.read("rejected_steps", "a number of steps") { $0.integer } ?? 0
        let next = reader.read("next_prompt", "an index") { $0.integer }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
        self.init(
            phase: phase, step: step, penaltyCoefficient: coefficient, nextPrompt: next,
            watch: TrainingGuard(
                limits, rewards: rewards, bestReward: best, uniformSteps: uniform, rejectedSteps: rejected))
    }
}
