import AssayJSON
package import AssayModel

/// `optim`: AdamW and its learning rate.
package struct OptimizerConfiguration: Sendable, Equatable {
    /// `lr_scheduler_type`.
    package enum Schedule: String, CaseIterable, Sendable { case constant, cosine }

    /// `lr`: the highest.
    package var learningRate: Double
    /// `betas`, `weight_decay`.
    package var adam: AdamW.Settings
    /// `lr_warmup_steps`; nil takes ``warmupShare``.
    package var warmupSteps: Int?
    /// `lr_warmup_steps_ratio`: the share of all steps.
    package var warmupShare: Double
    package var schedule: Schedule
    /// `min_lr_ratio`: what a cosine ends at, of the highest.
    package var minimumShare: Double
    /// `grad_clip` beside `optim`, or `clip_grad` in it: the largest norm of a gradient.
    package var maximumNorm: Double

    /// Whether a step's rate depends on how many steps there are.
    var dependsOnLength: Bool { self.schedule != .constant || self.warmupSteps == nil && self.warmupShare > 0 }

    /// The rate of each of the optimiser's steps, of which there are `totalSteps`.
    package func learningRates(totalSteps: Int) -> LearningRateSchedule {
        LearningRateSchedule(
            peak: self.learningRate,
            warmupSteps: self.warmupSteps ?? Int(Double(totalSteps) * self.warmupShare), totalSteps: totalSteps,
            decay: self.schedule == .constant ? .constant : .cosine(minimum: self.minimumShare))
    }

    init(_ section: inout ConfigurationSection, learningRate: Double, maximumNorm: Double?) {
        section.expect("optimizer", "AdamW")
        self.learningRate = section.number("lr", in: 0...1, default: learningRate)
        self.adam = AdamW.Settings()
        self.adam.weightDecay = section.number("weight_decay", in: 0...1, default: self.adam.weightDecay)
        let betas = section.numbers("betas", in: 0...1, default: [self.adam.beta1, self.adam.beta2])
        if betas.count == 2 {
            (self.adam.beta1, self.adam.beta2) = (betas[0], betas[1])
        } else {
            section.fault("betas", "must be two numbers")
        }
        let steps = section.integer("lr_warmup_steps", in: -1...Int(Int32.max), default: -1)
        self.warmupSteps = steps < 0 ? nil : steps
        self.warmupShare = section.number("lr_warmup_steps_ratio", in: 0...1, default: 0)
        // Older names are asked for, too, whether they decide or not: a key that nobody asks for is refused.
        let older = (section.choice("warmup_style", as: Schedule.self), section.number("clip_grad", in: 0...1e9))
        self.schedule = section.choice("lr_scheduler_type", default: older.0 ?? .constant)
        self.minimumShare = section.number("min_lr_ratio", in: 0...1, default: 0)
        self.maximumNorm = maximumNorm ?? older.1 ?? 1
        _ = section.value("total_training_steps")
    }
}
