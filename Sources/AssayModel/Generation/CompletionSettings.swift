/// How a ``CompletionEngine`` uses the machine. No completion depends on it, except that the cache bounds their length.
package struct CompletionSettings: Sendable, Equatable {
    /// The most sequences that are continued together.
    package var rows: Int
    /// The most tokens that one forward pass reads, prompts and continuations together; at least ``rows``.
    package var batchTokens: Int
    /// Memory of the cache of keys and values.
    package var cacheBytes: Int
    /// Parts that a forward pass is split into, each on a thread.
    package var shards: Int

    package init(rows: Int = 256, batchTokens: Int = 512, cacheBytes: Int = 512 << 20, shards: Int = 2) {
        self.rows = max(rows, 1)
        self.batchTokens = max(batchTokens, self.rows)
        self.cacheBytes = cacheBytes
        self.shards = max(shards, 1)
    }
}
