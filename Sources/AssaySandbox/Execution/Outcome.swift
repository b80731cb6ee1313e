/// How an execution ended. Exactly one; see DESIGN §1.
package enum Outcome: String, Sendable, Codable, CaseIterable {
    /// It ended by itself with exit status 0.
    case ok
    /// An uncaught exception, or an exit status other than 0.
    case error
    /// A signal ended it that was not ours.
    case signal
    /// The wall clock ran out.
    case timeout
    case memoryLimit = "memory_limit"
    case outputLimit = "output_limit"
    /// Our fault: never scored, the trainer masks the sample.
    case infraError = "infra_error"
    /// No worker was free in time: never scored.
    case overloaded
    /// The session is gone: never scored.
    case sessionLost = "session_lost"
}
