package import AssayOutcome

/// A program's one run: what `/v1/execute` answers.
package struct Execution: Sendable, Equatable {
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
