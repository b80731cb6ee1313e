/// A program's one run: what `/v1/execute` answers.
package struct Execution: Sendable, Equatable {
    /// How a run ended: exactly one of these.
    package enum Outcome: String, Sendable, CaseIterable {
        /// By itself, with exit status 0.
        case ok
        /// With an uncaught exception, or an exit status other than 0.
        case error
        /// By a signal that was not the server's.
        case signal
        /// The wall clock ran out.
        case timeout
        case memoryLimit = "memory_limit"
        case outputLimit = "output_limit"
        /// The server failed, twice.
        case infraError = "infra_error"
        /// No worker became free in time.
        case overloaded
        /// The session is gone.
        case sessionLost = "session_lost"

        /// Whether the outcome is the program's own doing. The others are the server's: no reward is made of them, and
        /// the trainer masks the sample.
        package var isScored: Bool {
            switch self {
            case .ok, .error, .signal, .timeout, .memoryLimit, .outputLimit: true
            case .infraError, .overloaded, .sessionLost: false
            }
        }
    }

    /// The uncaught exception, as the program tells it.
    package struct Exception: Sendable, Equatable {
        package var type: String
        package var message: String
        package var traceback: String

        package init(type: String, message: String, traceback: String) {
            self.type = type
            self.message = message
            self.traceback = traceback
        }
    }

    /// What the run cost.
    package struct Usage: Sendable, Equatable {
        package var wall: Duration
        package var cpu: Duration
        /// Waiting for a worker.
        package var queue: Duration
        package var peakMemoryBytes: Int

        package init(wall: Duration = .zero, cpu: Duration = .zero, queue: Duration = .zero, peakMemoryBytes: Int = 0) {
            self.wall = wall
            self.cpu = cpu
            self.queue = queue
            self.peakMemoryBytes = peakMemoryBytes
        }
    }

    /// The server's name for the run; empty where it refused it.
    package var id = ""
    package var outcome: Outcome
    package var exitCode: Int32?
    /// The number of the signal that ended it.
    package var signal: Int32?
    package var standardOutput = ""
    package var standardError = ""
    /// Whether standard output went on.
    package var standardOutputTruncated = false
    /// Whether standard error went on.
    package var standardErrorTruncated = false
    /// The repr of the last expression.
    package var value: String?
    package var exception: Exception?
    /// Rich output, data by media type.
    package var display: [[String: String]] = []
    /// The fetched files by path; one that was missing is absent.
    package var files: [String: [UInt8]] = [:]
    /// What the sandbox denied it.
    package var denied: [String] = []
    package var usage = Usage()
    /// The worker that ran it.
    package var worker = ""
    /// What failed, where the outcome is the server's doing.
    package var failure: String?

    /// - Parameter outcome: all else is what nothing printed, returned or cost.
    package init(outcome: Outcome) { self.outcome = outcome }

    /// Whether a reward may be made of it; see ``Outcome/isScored``.
    package var isScored: Bool { self.outcome.isScored }
}
