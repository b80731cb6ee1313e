/// How an execution that a response asked for ended: the outcomes of `/v1/execute`, by name.
package enum ToolOutcome: String, CaseIterable, Sendable {
    case ok
    case error
    case signal
    case timeout
    case memoryLimit = "memory_limit"
    case outputLimit = "output_limit"
    case infraError = "infra_error"
    case overloaded
    case sessionLost = "session_lost"

    /// Whether the outcome is the program's own doing. The others are the server's, and a response that met one is not
    /// scored: its trainer masks the sample.
    package var isScored: Bool {
        switch self {
        case .ok, .error, .signal, .timeout, .memoryLimit, .outputLimit: true
        case .infraError, .overloaded, .sessionLost: false
        }
    }
}
