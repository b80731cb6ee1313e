/// Which sample of a run a rollout is. Random numbers are keyed by it, so that a sample comes again however the others
/// of its batch run.
package struct SampleIdentity: Sendable, Hashable, Comparable {
    /// The step of the run, from 0.
    package var step: Int
    /// The prompt within the step: its index in the data.
    package var prompt: Int
    /// The sample within the prompt's group, from 0.
    package var sample: Int

    package init(step: Int = 0, prompt: Int, sample: Int = 0) {
        self.step = step
        self.prompt = prompt
        self.sample = sample
    }

    package static func < (left: SampleIdentity, right: SampleIdentity) -> Bool {
        (left.step, left.prompt, left.sample) < (right.step, right.prompt, right.sample)
    }
}
