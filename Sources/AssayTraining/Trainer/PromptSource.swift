package import AssayRollouts

/// Where a trainer's prompts come from.
package protocol PromptSource: Sendable {
    /// The prompt of an index of 0 and up: always the same one.
    func prompt(at index: Int) -> RolloutPrompt
}

extension ProblemSource: PromptSource {
    package func prompt(at index: Int) -> RolloutPrompt { self.problem(at: index).prompt }
}
