import Glibc

/// The learning rate step by step: a linear rise, then constant, or half a cosine down to a share of the peak.
package struct LearningRateSchedule: Sendable, Equatable {
    /// What follows the rise.
    package enum Decay: Sendable, Equatable {
        case constant
        /// Down to `minimum` times the peak at the last step.
        case cosine(minimum: Double)
    }

    package var peak: Double
    /// Steps of the rise; the last of them has the peak.
    package var warmupSteps: Int
    package var totalSteps: Int
    package var decay: Decay

    package init(peak: Double, warmupSteps: Int = 0, totalSteps: Int, decay: Decay = .constant) {
        self.peak = peak
        self.warmupSteps = warmupSteps
        self.totalSteps = totalSteps
        self.decay = decay
    }

    /// The rate of a step, counted from 0.
    package func rate(at step: Int) -> Double {
        if step < self.warmupSteps { return self.peak * Double(step + 1) / Double(self.warmupSteps) }
        switch self.decay {
        case .constant: return self.peak
        case .cosine(let minimum):
            let length = max(self.totalSteps - self.warmupSteps, 1)
            let progress = min(Double(step - self.warmupSteps) / Double(length), 1)
            return self.peak * (minimum + (1 - minimum) * 0.5 * (1 + cos(.pi * progress)))
        }
    }
}
