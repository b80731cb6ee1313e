/// What happened to a program. Value, exception and display are the program's claims; all else was observed.
public struct ExecutionResult: Sendable {
    /// What it cost.
    public struct Usage: Sendable, Equatable {
        /// From the handing over of the program to its end.
        public var wall: Duration
        /// Processor time of the program and the children it waited for.
        public var cpu: Duration
        /// From the request to the handing over.
        public var queue: Duration
        public var peakMemoryBytes: Int

        public init(wall: Duration = .zero, cpu: Duration = .zero, queue: Duration = .zero, peakMemoryBytes: Int = 0) {
            self.wall = wall
            self.cpu = cpu
            self.queue = queue
            self.peakMemoryBytes = peakMemoryBytes
        }
    }

    /// Unique for the life of the server.
    public var id: String
    public var outcome: Outcome
    /// The exit status, where the program ended by itself.
    public var exitCode: Int32?
    /// The signal that ended it, where it was not ours.
    public var signal: Int32?
    public var standardOutput: [UInt8]
    public var standardError: [UInt8]
    public var standardOutputTruncated: Bool
    public var standardErrorTruncated: Bool
    /// `repr` of the last expression, if it was asked for and is not None.
    public var value: String?
    public var exception: ExceptionClaim?
    /// MIME bundles, in order.
    public var display: [[String: String]]
    /// Contents of the fetched files by the path they were asked under.
    public var files: [String: [UInt8]]
    /// System calls that the profile refused.
    public var denied: [String]
    public var usage: Usage
    /// The slot that ran it.
    public var worker: String
    /// Why, for `infra_error` and `overloaded`.
    public var failure: String?

    public init(
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
public struct ExceptionClaim: Sendable, Equatable, Codable {
    /// The class name.
    public var type: String
    public var message: String
    public var traceback: String

    public init(type: String, message: String, traceback: String) {
        self.type = type
        self.message = message
        self.traceback = traceback
    }
}
