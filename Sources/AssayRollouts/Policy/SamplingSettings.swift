/// How the next token is drawn. The defaults are verl's for training: the policy's own distribution.
package struct SamplingSettings: Sendable, Equatable {
    /// 0 is greedy.
    package var temperature: Double
    package var topP: Double
    /// −1 is all.
    package var topK: Int
    /// Texts that end a turn.
    package var stop: [String]
    /// What random numbers grow from, with the ``SampleIdentity``; nil leaves them to the policy.
    package var seed: UInt64?

    package init(
        temperature: Double = 1, topP: Double = 1, topK: Int = -1, stop: [String] = [], seed: UInt64? = nil
    ) {
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.stop = stop
        self.seed = seed
    }
}
