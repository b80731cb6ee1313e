import AssaySandbox

extension Outcome {
    /// Whether the outcome is the program's own doing; the others are ours, and a reward is never made of them.
    var isScored: Bool {
        switch self {
        case .ok, .error, .signal, .timeout, .memoryLimit, .outputLimit: true
        case .infraError, .overloaded, .sessionLost: false
        }
    }
}
