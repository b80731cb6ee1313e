import AssayJSON
import AssayRollouts
import AssayTraining

/// How rollouts are played where the command line does not say: the seed's limits, or those of a run of training.
struct RolloutStandard {
    /// Whether one sample is drawn greedily, and nothing else says how it is drawn.
    let isGreedyByDefault: Bool
    var samples = 1
    var sampling: SamplingSettings
    var limits = RolloutLimits()
    var toolConfiguration: String?
    var interactionConfiguration: String?

    init(isGreedy: Bool) {
        self.isGreedyByDefault = isGreedy
        self.sampling = SamplingSettings(temperature: isGreedy ? 0 : 1)
    }

    /// - Parameters:
    ///   - file: a training configuration with verl's keys.
    ///   - isValidation: whether rollouts are drawn as its `val_kwargs` say.
    /// - Throws: ``TrainingError`` where the file is wrong.
    init(file: String, isValidation: Bool) throws(TrainingError) {
        let rollout = try TrainingConfiguration(file: file).rollout
        self.isGreedyByDefault = false
        self.samples = isValidation ? rollout.validationSampleCount : rollout.sampleCount
        self.sampling = isValidation ? rollout.validationSampling : rollout.sampling
        self.limits = rollout.limits
        self.toolConfiguration = rollout.toolConfiguration
        self.interactionConfiguration = rollout.interactionConfiguration
    }

    /// As a run's folder has them. What is as it is without a configuration is left out, so that folders of earlier
    /// versions can be continued.
    var members: [(String, JSONValue)] {
        let standard = RolloutLimits()
        var members: [(String, JSONValue)] = [
            ("temperature", .number(self.sampling.temperature)),
            ("max_turns", self.limits.maximumAssistantTurns.map(JSONValue.integer) ?? .null),
            ("max_tokens", .integer(self.limits.maximumResponseTokens)),
        ]
        if self.sampling.topP < 1 { members.append(("top_p", .number(self.sampling.topP))) }
        if self.sampling.topK > 0 { members.append(("top_k", .integer(self.sampling.topK))) }
        if let seed = self.sampling.seed { members.append(("seed", .string("\(seed)"))) }
        if let most = self.limits.maximumUserTurns { members.append(("max_user_turns", .integer(most))) }
        if self.limits.maximumParallelCalls != standard.maximumParallelCalls {
            members.append(("max_parallel_calls", .integer(self.limits.maximumParallelCalls)))
        }
        if self.limits.truncation != standard.truncation {
            let truncation = self.limits.truncation
            members.append(("max_tool_response_length", .integer(truncation.maximumLength)))
            members.append(("tool_response_truncate_side", .string(truncation.side.rawValue)))
        }
        return members
    }
}
