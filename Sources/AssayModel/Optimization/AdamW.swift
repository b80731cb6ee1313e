import CTensorKernels
import Glibc

/// Adam with decoupled weight decay (Loshchilov and Hutter, 2019); matrices decay, vectors do not.
package final class AdamW {
    /// The hyper-parameters but the learning rate, which each update is given.
    package struct Settings: Sendable, Equatable {
        package var beta1: Double
        package var beta2: Double
        package var epsilon: Double
        package var weightDecay: Double

        package init(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0.01) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
        }
    }

    package let settings: Settings
    /// Running means of the gradients and of their squares. With ``steps`` they are all that a checkpoint must keep.
    package let firstMoments: ParameterStorage
    package let secondMoments: ParameterStorage
    /// Updates made.
    package var steps: Int

    package init(_ settings: Settings = Settings(), layout: ParameterLayout) {
        self.settings = settings
        self.firstMoments = ParameterStorage(layout: layout)
        self.secondMoments = ParameterStorage(layout: layout)
        self.steps = 0
    }

    /// Changes parameters by their gradients. Each element's change depends on that element alone, so that the number of
    /// threads does not matter.
    package func update(
        _ parameters: TrainableParameters, gradients: ParameterStorage, learningRate: Double, threads: Int = 2
    ) {
        precondition(gradients.layout == self.firstMoments.layout, "gradients of another layout")
        precondition(parameters.layout == self.firstMoments.layout, "parameters of another layout")
        self.steps += 1
        guard let base = parameters.elements.baseAddress else { return }
        // Each thread has tensors of its own.
        nonisolated(unsafe) let elements = base
        let (settings, first, second) = (self.settings, self.firstMoments, self.secondMoments)
        let correction1 = Float(1 - pow(settings.beta1, Double(self.steps)))
        let correction2 = Float(1 - pow(settings.beta2, Double(self.steps)))
        let entries = parameters.layout.entries
        concurrently(entries.count, threads: threads) { index in
            let (offset, count) = (entries[index].offset, entries[index].count)
            let decay = entries[index].shape.count > 1 ? settings.weightDecay : 0
            tensor_adamw(
                elements + offset, gradients.base + offset, first.base + offset, second.base + offset, count,
                Float(learningRate), Float(settings.beta1), Float(settings.beta2), Float(settings.epsilon),
                Float(decay), correction1, correction2)
        }
    }
}
