package import AssayRandom

/// A sequence to continue.
package struct CompletionRequest: Sendable {
    /// All that was said so far; at least one token.
    package var tokens: [Int32]
    /// The most tokens to add.
    package var maximumTokens: Int
    /// Ids that end it; the one that does is part of the completion.
    package var stopTokens: Set<Int32>
    /// 0 is greedy.
    package var temperature: Double
    /// Nucleus sampling's mass; 1 is all.
    package var topP: Double
    /// How many of the most likely tokens are kept, and of them top-p; below 1 all.
    package var topK: Int
    /// One uniform number is drawn from it for each token, whatever else is in the batch.
    package var stream: RandomStream

    package init(
        tokens: [Int32], maximumTokens: Int, stopTokens: Set<Int32>, temperature: Double = 1, topP: Double = 1,
        topK: Int = -1, stream: RandomStream
    ) {
        self.tokens = tokens
        self.maximumTokens = maximumTokens
        self.stopTokens = stopTokens
        self.temperature = temperature
        self.topP = topP
        self.topK = topK
        self.stream = stream
    }
}
