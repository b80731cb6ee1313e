package import AssayTools

/// What a policy is asked to continue.
package struct GenerationRequest: Sendable {
    package var identity: SampleIdentity
    /// The assistant's turn that is asked for, from 0.
    package var turn: Int
    /// The conversation so far.
    package var messages: [Message]
    package var tools: [ToolSchema]
    /// The conversation as token ids, the header of the turn included; nil for a policy that takes messages.
    package var tokens: [Int32]?
    /// The most tokens to generate.
    package var maximumTokens: Int
    package var sampling: SamplingSettings
    /// When the answer is of no more use.
    package var deadline: ContinuousClock.Instant?
}
