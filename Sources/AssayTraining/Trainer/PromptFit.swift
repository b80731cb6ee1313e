import AssayRollouts
import AssayTools

/// Whether prompts are as long as a policy may be given, and what becomes of those that are longer.
struct PromptFit {
    let codec: ConversationCodec
    let tools: [ToolSchema]
    /// In tokens.
    let longest: Int
    /// `data.filter_overlong_prompts`: whether they are left out.
    let leavesOut: Bool
    /// `data.truncation`: what is cut off them, in the rollout; nil where there must be none.
    let cut: PromptCut?

    /// - Parameter file: what errors name the prompts by.
    /// - Returns: those that fit, or will when they are cut.
    /// - Throws: ``TrainingError`` where one is too long, as verl does, or none is left.
    func fitting(_ prompts: [RolloutPrompt], of file: String) throws(TrainingError) -> [RolloutPrompt] {
        guard self.leavesOut || self.cut == nil else { return prompts }
        var fitting: [RolloutPrompt] = []
        for (index, prompt) in prompts.enumerated() {
            let count = self.codec.encode(prompt.messages[...], tools: self.tools).count
            guard count > self.longest else {
                fitting.append(prompt)
                continue
            }
            guard self.leavesOut else {
                throw TrainingError(
                    .configuration, stage: file,
                    "prompt \(index + 1) has \(count) tokens, more than data.max_prompt_length, \(self.longest): raise it, "
                        + "leave such prompts out with data.filter_overlong_prompts=true, or cut them with data.truncation"
                )
            }
        }
        guard !fitting.isEmpty || prompts.isEmpty else {
            throw TrainingError(
                .configuration, stage: file,
                "all of its prompts have more tokens than data.max_prompt_length, \(self.longest)")
        }
        return fitting
    }
}
