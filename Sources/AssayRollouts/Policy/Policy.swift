package import AssayTools

/// What writes the assistant's turns: our own transformer, or a server's.
///
/// Tokens are authoritative where a policy has them: what it generated is passed back as it was, never as a text encoded
/// again, so that a trainer sees the very tokens that were sampled. A policy that takes messages alone encodes nothing,
/// and may still tell which tokens it read and wrote (``Generation/promptTokens``).
package protocol Policy: Sendable {
    /// The token ids that `messages` add to a conversation whose tokens so far are `tokens`, up to and with the header
    /// of the assistant's next turn; nil where the policy takes messages alone.
    ///
    /// - Parameters:
    ///   - messages: the whole prompt where `tokens` is empty; else what came since the assistant's last turn, whose own
    ///     end, where the policy did not write it, is added too.
    ///   - tools: what the prompt tells of tools.
    /// - Throws: ``RolloutError`` where they cannot be encoded; the sample is then masked.
    func encode(_ messages: ArraySlice<Message>, tools: [ToolSchema], after tokens: [Int32]) async throws -> [Int32]?

    /// One generation for each request, in order. Several tasks may ask at once: a policy that batches takes what waits
    /// together, and one that asks a server bounds what is under way itself.
    ///
    /// - Throws: `CancellationError` alone; what fails fails its own request.
    func generate(_ requests: [GenerationRequest]) async throws -> [Result<Generation, RolloutError>]
}
