/// How a transformer computes.
package struct TransformerSettings: Sendable, Equatable {
    /// The most tokens that are computed together; a longer sequence is computed alone. Results depend on it in their
    /// last bits.
    package var tokenBudget: Int
    /// Into how many parts a batch is split, each with gradients of its own. Results depend on it in their last bits.
    package var shards: Int
    /// Threads that compute; results do not depend on it.
    package var threads: Int
    /// Whether only the layers' inputs are kept for the backward pass: less memory, a third more time.
    package var checkpointsActivations: Bool

    package init(tokenBudget: Int = 3200, shards: Int = 4, threads: Int = 2, checkpointsActivations: Bool = false) {
        precondition(tokenBudget > 0 && shards > 0 && threads > 0)
        self.tokenBudget = tokenBudget
        self.shards = shards
        self.threads = threads
        self.checkpointsActivations = checkpointsActivations
    }
}
