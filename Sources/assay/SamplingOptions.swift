import ArgumentParser
import AssayJSON
import AssayRollouts

/// How turns are drawn, and how long they may become; what is not given is as a ``RolloutStandard`` has it.
struct SamplingOptions: ParsableArguments {
    @Option(help: "How many rollouts of each prompt are played (default: 1).")
    var samples: Int?

    @Option(help: "How freely the next token is drawn; 0 is greedy (default: 1; 0 for `assay eval` of one sample).")
    var temperature: Double?

    @Option(
        name: .customLong("top-p"),
        help: "Draw from the likeliest tokens that have so much probability together (default: 1).")
    var topP: Double?

    @Option(name: .customLong("top-k"), help: "Draw from so many of the likeliest tokens; -1 is all (default: -1).")
    var topK: Int?

    @Option(help: "What random numbers grow from, with the prompt, sample and turn (default: the server's choice).")
    var seed: UInt64?

    @Option(help: "How many turns the model has; a call in the last one does not run (default: 5).")
    var maxTurns: Int?

    @Option(help: "How many tokens the model may write, in all turns together (default: 2048).")
    var maxTokens: Int?

    func validate() throws {
        if let temperature, !temperature.isFinite || temperature < 0 {
            throw ValidationError("--temperature must not be negative")
        }
        if let topP, topP <= 0 || topP > 1 { throw ValidationError("--top-p must be above 0 and at most 1") }
        if let topK, topK != -1, topK < 1 { throw ValidationError("--top-k must be -1 or at least 1") }
        let counts = [
            ("--samples", self.samples), ("--max-turns", self.maxTurns), ("--max-tokens", self.maxTokens),
        ]
        for (name, value) in counts where value ?? 1 < 1 { throw ValidationError("\(name) must be at least 1") }
    }

    /// Puts what is given in the place of what a standard has.
    func apply(to standard: inout RolloutStandard) {
        standard.samples = self.samples ?? standard.samples
        // Several greedy samples would be one.
        if self.samples ?? 1 > 1, standard.isGreedyByDefault { standard.sampling.temperature = 1 }
        standard.sampling.temperature = self.temperature ?? standard.sampling.temperature
        standard.sampling.topP = self.topP ?? standard.sampling.topP
        standard.sampling.topK = self.topK ?? standard.sampling.topK
        standard.sampling.seed = self.seed ?? standard.sampling.seed
        standard.limits.maximumAssistantTurns = self.maxTurns ?? standard.limits.maximumAssistantTurns
        standard.limits.maximumResponseTokens = self.maxTokens ?? standard.limits.maximumResponseTokens
    }
}
