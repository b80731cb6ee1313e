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
    /// The sandbox failed, twice.
    case infraError = "infra_error"
    /// No worker was free in time.
    case overloaded
    /// The session is gone.
    case sessionLost = "session_lost"

    /// Whether the outcome is the program's own doing. The others are ours: no reward is ever made of them, and the
    /// trainer masks the sample.
    package var isScored: Bool {
        switch self {
        case .ok, .error, .signal, .timeout, .memoryLimit, .outputLimit: true
        case .infraError, .overloaded, .sessionLost: false
        }
    }
}
