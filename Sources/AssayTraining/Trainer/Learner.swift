package import AssayModel

/// A model that is trained: with its gradients, its optimizer and the rate at which it learns.
package final class Learner {
    /// What the steps of the optimizer are like.
    package struct Settings: Sendable, Equatable {
        package var adam: AdamW.Settings
        package var schedule: LearningRateSchedule
        /// The largest norm of a gradient; longer ones are shortened to it.
        package var maximumNorm: Double

        package init(adam: AdamW.Settings, schedule: LearningRateSchedule, maximumNorm: Double = 1) {
            self.adam = adam
            self.schedule = schedule
            self.maximumNorm = maximumNorm
        }
    }

    /// What one step of the optimizer was like.
    package struct Update: Sendable {
        /// What the model said of each sequence before the step.
        package var outputs: [SequenceOutput]
        /// The gradient's norm before it was shortened.
        package var norm: Double
        package var rate: Double
        /// Whether the parameters were changed.
        package var isApplied: Bool
    }

    package let model: Transformer
    package let settings: Settings
    package let optimizer: AdamW
    private let gradients: ParameterStorage

    package init(_ model: Transformer, settings: Settings) {
        self.model = model
        self.settings = settings
        self.optimizer = AdamW(settings.adam, layout: model.trainable.layout)
        self.gradients = model.trainable.gradients()
    }

    /// One step of the optimizer on a batch of sequences.
    ///
    /// A gradient that is not finite changes nothing.
    /// - Parameters:
    ///   - step: of the run, from 0, which decides the rate.
    ///   - refuses: whether what the model says of the sequences forbids the step: then it changes nothing, either.
    ///   - loss: what the model learns of a sequence, by its index.
    package func learn(
        from inputs: [SequenceInput], step: Int, temperature: Double = 1,
        refuses: ([SequenceOutput]) -> Bool = { _ in false }, loss: @Sendable (Int, SequenceOutput) -> OutputGradient
    ) -> Update {
        self.gradients.clear()
        let outputs = self.model.accumulateGradients(
            of: inputs, temperature: temperature, into: self.gradients, loss: loss)
        let norm = self.gradients.clip(to: self.settings.maximumNorm)
        let rate = self.settings.schedule.rate(at: step)
        let isRefused = refuses(outputs)
        let isApplied = norm.isFinite && !isRefused
        if isApplied {
            self.optimizer.update(
                self.model.trainable, gradients: self.gradients, learningRate: rate,
                threads: self.model.settings.threads)
        }
        return Update(outputs: outputs, norm: norm, rate: rate, isApplied: isApplied)
    }
}
