import AssayRollouts

/// `data`: the prompts.
package struct DataConfiguration: Sendable, Equatable {
    /// What becomes of a prompt that is too long: `truncation`.
    package enum Truncation: String, CaseIterable, Sendable {
        case error, left, right, middle

        /// What is cut off; nil where there must be none.
        var cut: PromptCut? { PromptCut(rawValue: self.rawValue) }
    }

    /// `train_files`, or the seed's `train_dataset_path`; none takes the problems that Assay makes.
    package var trainFiles: [String]
    /// `val_files`, or `val_dataset_path`.
    package var validationFiles: [String]
    /// `train_batch_size`: prompts of a step.
    package var batchSize: Int
    /// `max_prompt_length`, in tokens.
    package var maximumPromptLength: Int
    /// `max_response_length`, in tokens, those that the policy reads included.
    package var maximumResponseLength: Int
    /// `train_max_samples`; nil takes all.
    package var maximumTrainSamples: Int?
    /// `val_max_samples`; nil takes all.
    package var maximumValidationSamples: Int?
    /// `shuffle`, which has no effect on problems that Assay makes.
    package var shuffles: Bool
    /// `seed`; nil takes ``AssayConfiguration/seed``.
    package var seed: UInt64?
    /// `filter_overlong_prompts`: whether prompts that are too long are left out.
    package var leavesOutLongPrompts: Bool
    package var truncation: Truncation

    init(_ section: inout ConfigurationSection) {
        let names = (section.strings("train_dataset_path"), section.strings("val_dataset_path"))
        self.trainFiles = section.strings("train_files", default: names.0 ?? [])
        self.validationFiles = section.strings("val_files", default: names.1 ?? [])
        self.batchSize = section.integer("train_batch_size", in: 1...1 << 24, default: 1024)
        self.maximumPromptLength = section.integer("max_prompt_length", in: 1...1 << 24, default: 512)
        self.maximumResponseLength = section.integer("max_response_length", in: 1...1 << 24, default: 512)
        self.maximumTrainSamples = section.count("train_max_samples")
        self.maximumValidationSamples = section.count("val_max_samples")
        self.shuffles = section.bool("shuffle", default: true)
        self.seed = section.integer("seed", in: 0...Int.max).map(UInt64.init)
        self.leavesOutLongPrompts = section.bool("filter_overlong_prompts", default: false)
        self.truncation = section.choice("truncation", default: .error)
    }
}

extension ConfigurationSection {
    /// A number of samples; −1 is all.
    fileprivate mutating func count(_ name: String) -> Int? {
        let count = self.integer(name, in: -1...Int.max, default: -1)
        return count < 0 ? nil : count
    }
}
