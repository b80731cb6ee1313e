import ArgumentParser
import AssayJSON
import AssayRollouts

/// How turns are drawn, and how long they may become.
struct SamplingOptions: ParsableArguments {
    @Option(help: "How many rollouts of each prompt are played.")
    var samples = 1

    @Option(help: "How freely the next token is drawn; 0 is greedy (default: 1; 0 for `assay eval` of one sample).")
    var temperature: Double?

    @Option(name: .customLong("top-p"), help: "Draw from the likeliest tokens that have so much probability together.")
    var topP = 1.0

    @Option(name: .customLong("top-k"), help: "Draw from so many of the likeliest tokens; -1 is all.")
    var topK = -1

    @Option(help: "What random numbers grow from, with the prompt, sample and turn (default: the server's choice).")
    var seed: UInt64?

    @Option(help: "How many turns the model has; a call in the last one does not run.")
    var maxTurns = 5

    @Option(help: "How many tokens the model may write, in all turns together.")
    var maxTokens = 2048

    func validate() throws {
        if let temperature, !temperature.isFinite || temperature < 0 {
            throw ValidationError("--temperature must not be negative")
        }
        guard self.topP > 0, self.topP <= 1 else { throw ValidationError("--top-p must be above 0 and at most 1") }
        guard self.topK == -1 || self.topK > 0 else { throw ValidationError("--top-k must be -1 or at least 1") }
        let counts = [
            ("--samples", self.samples), ("--max-turns", self.maxTurns), ("--max-tokens", self.maxTokens),
        ]
        for (name, value) in counts where value < 1 { throw ValidationError("\(name) must be at least 1") }
    }

    /// - Parameter greedy: whether one sample is drawn greedily, unless a temperature is given.
    func settings(greedy: Bool) -> SamplingSettings {
        let standard = greedy && self.samples == 1 ? 0.0 : 1.0
        return SamplingSettings(
            temperature: self.temperature ?? standard, topP: self.topP, topK: self.topK, seed: self.seed)
    }

    var limits: RolloutLimits {
        RolloutLimits(maximumAssistantTurns: self.maxTurns, maximumResponseTokens: self.maxTokens)
    }
}

extension SamplingSettings {
    /// As a run's folder has them.
    var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = [("temperature", .number(self.temperature))]
        // What is not asked for is not told, so that folders of earlier versions can be continued.
        if self.topP < 1 { members.append(("top_p", .number(self.topP))) }
        if self.topK > 0 { members.append(("top_k", .integer(self.topK))) }
        if let seed { members.append(("seed", .string("\(seed)"))) }
        return members
    }
}
