import AssayJSON

/// `trainer`: how long, how often, and where.
package struct TrainerConfiguration: Sendable, Equatable {
    /// `resume_mode`.
    package enum Resume: Sendable, Equatable {
        /// From the last checkpoint of the run, if it has one.
        case automatic
        case never
        /// From the checkpoint of `resume_from_path`, where the run has none of its own.
        case from(String)
    }

    private enum ResumeMode: String, CaseIterable { case auto, disable, path = "resume_path" }

    /// `total_training_steps`; nil takes ``totalEpochs``.
    package var totalSteps: Int?
    /// `total_epochs`.
    package var totalEpochs: Int
    /// `project_name`, a label.
    package var project: String
    /// `experiment_name`: what the run's folder is called where the command line does not say.
    package var experiment: String
    /// `save_freq`: after how many steps a checkpoint is made; nil makes one at the end alone.
    package var saveFrequency: Int?
    /// `test_freq`: after how many steps the policy is tested; nil tests it at the end alone.
    package var testFrequency: Int?
    /// `val_before_train`.
    package var testsBefore: Bool
    package var resume: Resume
    /// `critic_warmup`: for how many steps the critic learns alone.
    package var criticWarmup: Int
    /// `max_actor_ckpt_to_keep`; nil keeps all.
    package var keptCheckpoints: Int?

    init(_ section: inout ConfigurationSection) {
        self.totalSteps = section.integer("total_training_steps", in: 0...Int(Int32.max))
        self.totalEpochs = section.integer("total_epochs", in: 1...Int(Int32.max), default: 30)
        self.project = section.string("project_name", default: "verl_examples")
        self.experiment = section.string("experiment_name", default: "gsm8k")
        self.saveFrequency = section.frequency("save_freq")
        self.testFrequency = section.frequency("test_freq")
        self.testsBefore = section.bool("val_before_train", default: true)
        section.expect("val_only", false)
        self.criticWarmup = section.integer("critic_warmup", in: 0...Int(Int32.max), default: 0)
        self.keptCheckpoints = section.integer("max_actor_ckpt_to_keep", in: 1...Int(Int32.max))
        let path = section.string("resume_from_path")
        switch section.choice("resume_mode", default: ResumeMode.auto) {
        case .auto: self.resume = .automatic
        case .disable: self.resume = .never
        case .path:
            if path == nil { section.fault("resume_from_path", "is required where resume_mode is resume_path") }
            self.resume = .from(path ?? "")
        }
    }
}

extension ConfigurationSection {
    /// A number of steps; −1 and 0 are never.
    fileprivate mutating func frequency(_ name: String) -> Int? {
        let steps = self.integer(name, in: -1...Int(Int32.max), default: -1)
        return steps < 1 ? nil : steps
    }
}
