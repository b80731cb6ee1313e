import AssayJSON
package import AssayRollouts

/// `actor_rollout_ref.rollout`: how responses are sampled.
package struct RolloutConfiguration: Sendable, Equatable {
    /// `n`: responses to each prompt. Where the estimator compares them and the file does not say, the seed's 4: verl's 1
    /// would leave nothing to compare.
    package var sampleCount: Int
    /// `temperature`, `top_p`, `top_k`; temperature 0 where `do_sample` is false.
    package var sampling: SamplingSettings
    /// `val_kwargs`: the same of validation.
    package var validationSampling: SamplingSettings
    /// `val_kwargs.n`.
    package var validationSampleCount: Int
    /// `multi_turn.enable`: whether the policy may call tools.
    package var isMultiTurn: Bool
    /// Turns, calls and lengths, `prompt_length` and `response_length` among them.
    package var limits: RolloutLimits
    package var format: ToolCallFormat
    /// `multi_turn.tool_config_path`; nil has the code interpreter alone.
    package var toolConfiguration: String?
    /// `multi_turn.interaction_config_path`.
    package var interactionConfiguration: String?

    /// - Parameters:
    ///   - promptCut: what is cut off long prompts.
    ///   - comparesResponses: whether the estimator needs several responses to a prompt.
    init(
        _ section: inout ConfigurationSection, promptLength: Int, responseLength: Int, promptCut: PromptCut?,
        comparesResponses: Bool
    ) {
        self.sampleCount = section.integer("n", in: 1...1 << 20, default: comparesResponses ? 4 : 1)
        section.expect("ignore_eos", false)
        self.sampling = SamplingSettings(&section, temperature: 1)
        (self.validationSampling, self.validationSampleCount) = section.section("val_kwargs") {
            (SamplingSettings(&$0, temperature: 0), $0.integer("n", in: 1...1 << 20, default: 1))
        }
        let promptLength = section.integer("prompt_length", in: 1...1 << 24, default: promptLength)
        let responseLength = section.integer("response_length", in: 1...1 << 24, default: responseLength)
        // What an engine samples with here is the run's own seed; whether it tells log-probabilities is not a choice.
        _ = (section.value("seed"), section.value("calculate_log_probs"))
        (self.isMultiTurn, self.limits, self.format, self.toolConfiguration, self.interactionConfiguration) =
            section.section("multi_turn") { turns in
                (
                    turns.bool("enable", default: false),
                    RolloutLimits(&turns, promptLength: promptLength, responseLength: responseLength),
                    turns.choice("format", default: .hermes), turns.string("tool_config_path"),
                    turns.string("interaction_config_path")
                )
            }
        self.limits.promptCut = promptCut
        if !self.isMultiTurn { self.limits.maximumAssistantTurns = 1 }
    }
}

extension SamplingSettings {
    fileprivate init(_ section: inout ConfigurationSection, temperature: Double) {
        self.init(
            temperature: section.number("temperature", in: 0...100, default: temperature),
            topP: section.number("top_p", in: 0...1, default: 1),
            topK: section.integer("top_k", in: -1...1 << 24, default: -1))
        if !section.bool("do_sample", default: self.temperature > 0) { self.temperature = 0 }
    }
}

extension RolloutLimits {
    fileprivate init(_ section: inout ConfigurationSection, promptLength: Int, responseLength: Int) {
        let truncation = ObservationTruncation(
            maximumLength: section.integer("max_tool_response_length", in: 1...1 << 24, default: 256),
            side: section.choice("tool_response_truncate_side", default: .middle))
        self.init(
            maximumAssistantTurns: section.integer("max_assistant_turns", in: 1...1 << 20),
            maximumUserTurns: section.integer("max_user_turns", in: 1...1 << 20),
            maximumParallelCalls: section.integer("max_parallel_calls", in: 1...1 << 10, default: 1),
            truncation: truncation, maximumPromptTokens: promptLength, maximumResponseTokens: responseLength)
    }
}
