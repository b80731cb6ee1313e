import AssayJSON

/// `trainer`: how long, how often, and where.
package struct TrainerConfiguration: Sendable, Equatable {
    /// `resume_mode`.
    package enum Resume: Sendable, Equatable {
        /// From the last checkpoint of the run, if it has one.
        case automatic
        case never
        /// `resume_from_path`.
        case from(String)
    }

    private enum ResumeMode: String, CaseIterable { case auto, disable, path = "resume_path" }

    /// `total_training_steps`; nil takes ``totalEpochs``.
    package var totalSteps: Int?
    /// `total_epochs`.
    package var totalEpochs: Int
    package var project: String
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
    /// `default_local_dir`: where checkpoints go; nil is the run's own folder.
    package var directory: String?
    /// `max_actor_ckpt_to_keep`; nil keeps all.
    package var keptCheckpoints: Int?

    init(_ section: inout ConfigurationSection) {
        self.totalSteps = section.integer("total_training_steps", in: 0...Int(Int32.max))
        self.totalEpochs = section.integer("total_epochs", in: 1...Int(Int32.max)) ?? 30
        self.project = section.string("project_name") ?? "verl_examples"
        self.experiment = section.string("experiment_name") ?? "gsm8k"
        self.saveFrequency = section.frequency("save_freq")
        self.testFrequency = section.frequency("test_freq")
        self.testsBefore = section.bool("val_before_train") ?? true
        section.expect("val_only", false)
        self.criticWarmup = section.integer("critic_warmup", in: 0...Int(Int32.max)) ?? 0
        self.directory = section.string("default_local_dir")
        self.keptCheckpoints = section.integer("max_actor_ckpt_to_keep", in: 1...Int(Int32.max))
        let path = section.string("resume_from_path")
        switch section.choice("resume_mode", as: ResumeMode.self) ?? .auto {
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
        self.integer(name, in: -1...Int(Int32.max)).flatMap { $0 < 1 ? nil : $0 }
    }
}
