package import AssayOutcome

/// What happened to a program. Value, exception and display are the program's claims; all else was observed.
package struct ExecutionResult: Sendable {
    /// What it cost.
    package struct Usage: Sendable, Equatable {
        /// From the handing over of the program to its end.
        package var wall: Duration
        /// Processor time of the program and the children it waited for.
        package var cpu: Duration
        /// From the request to the handing over.
        package var queue: Duration
        package var peakMemoryBytes: Int
        /// What each layer of isolation took, by name, the making of the process (`fork`) and its end with them.
        package var layers: [String: Duration]

        package init(
            wall: Duration = .zero, cpu: Duration = .zero, queue: Duration = .zero, peakMemoryBytes: Int = 0,
            layers: [String: Duration] = [:]
        ) {
            self.wall = wall
            self.cpu = cpu
            self.queue = queue
            self.peakMemoryBytes = peakMemoryBytes
            self.layers = layers
        }
    }

    /// Unique for the life of the server.
    package var id: String
    package var outcome: Outcome
    /// The exit status, where the program ended by itself.
    package var exitCode: Int32?
    /// The signal that ended it, where it was not ours.
    package var signal: Int32?
    package var standardOutput: [UInt8]
    package var standardError: [UInt8]
    package var standardOutputTruncated: Bool
    package var standardErrorTruncated: Bool
    /// `repr` of the last expression, if it was asked for and is not None.
    package var value: String?
    package var exception: ExceptionClaim?
    /// MIME bundles, in order.
    package var display: [[String: String]]
    /// Which of ``display`` is the value of a cell in the style of a kernel.
    package var resultIndex: Int?
    /// Contents of the fetched files by the path they were asked under.
    package var files: [String: [UInt8]]
    /// What the working directory holds, by path, where it was asked for.
    package var listing: [SessionFile] = []
    /// System calls that the profile refused.
    package var denied: [String]
    package var usage: Usage
    /// The slot that ran it.
    package var worker: String
    /// Why, for `infra_error` and `overloaded`.
    package var failure: String?

    /// One line that explains a failure by the calls that the profile refused; nil where there is none to explain.
    package var refusalNotice: String? {
        guard self.outcome == .error, !self.denied.isEmpty else { return nil }
        return "the sandbox refused: \(self.denied.joined(separator: ", "))"
    }

    package init(
        id: String, outcome: Outcome, exitCode: Int32? = nil, signal: Int32? = nil, standardOutput: [UInt8] = [],
        standardError: [UInt8] = [], standardOutputTruncated: Bool = false, standardErrorTruncated: Bool = false,
        value: String? = nil, exception: ExceptionClaim? = nil, display: [[String: String]] = [],
        files: [String: [UInt8]] = [:], denied: [String] = [], usage: Usage = Usage(), worker: String = "",
        failure: String? = nil
    ) {
        self.id = id
        self.outcome = outcome
        self.exitCode = exitCode
        self.signal = signal
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.standardOutputTruncated = standardOutputTruncated
        self.standardErrorTruncated = standardErrorTruncated
        self.value = value
        self.exception = exception
        self.display = display
        self.files = files
        self.denied = denied
        self.usage = usage
        self.worker = worker
        self.failure = failure
    }
}

/// An uncaught exception as the program's interpreter reported it.
package struct ExceptionClaim: Sendable, Equatable, Codable {
    /// The class name.
    package var type: String
    package var message: String
    package var traceback: String
    /// The traceback's parts as Jupyter lists them, of a cell in the style of a kernel or shell.
    package var entries: [String]?

    package init(type: String, message: String, traceback: String, entries: [String]? = nil) {
        self.type = type
        self.message = message
        self.traceback = traceback
        self.entries = entries
    }
}
