import WorkerProtocol

/// One program to run once, isolated, with its limits and files.
package struct ExecutionRequest: Sendable {
    package var code: String
    package var language: Language
    /// Bytes on standard input; the end of file follows them.
    package var standardInput: [UInt8]
    /// Wall-clock limit; nil for the default. Zero or less ends at once, more than the maximum is cut to it.
    package var timeout: Duration?
    /// Memory beyond the interpreter's own, MiB; nil, zero or less for the default.
    package var memoryMegabytes: Int?
    /// Contents by path, relative to the working directory or absolute, always inside the private root.
    package var files: [String: [UInt8]]
    /// Paths to bring back; what is missing, too large or not a regular file is left out.
    package var fetchFiles: [String]
    /// Python run before the code, in the same namespace.
    package var prelude: String?
    /// Whether the last expression's value is reported, as a REPL shows it.
    package var echoLast: Bool
    /// A profile's name; nil for the language's default.
    package var profile: String?
    /// Longest wait for a worker; nil for the default.
    package var queueDeadline: Duration?
    /// Whether the result lists what the working directory holds.
    package var listsFiles = false
    /// How a session's cell shows its value and exception.
    package var style = CellStyle.program
    /// Environment variables of a session's cell, put back after it.
    package var environment: [String: String] = [:]

    /// The prelude of the seed's tool: SymPy's names, above them `math`'s, and NumPy as `np`. Workers hold it ready.
    package static let seedPrelude = Prelude.seedText

    /// The tier that its imports ask for.
    package var tier: Tier {
        self.language == .bash ? .bare : ImportScan.tier(of: self.code, prelude: self.prelude)
    }

    package init(
        code: String, language: Language = .python, standardInput: [UInt8] = [], timeout: Duration? = nil,
        memoryMegabytes: Int? = nil, files: [String: [UInt8]] = [:], fetchFiles: [String] = [],
        prelude: String? = nil, echoLast: Bool = false, profile: String? = nil, queueDeadline: Duration? = nil
    ) {
        self.code = code
        self.language = language
        self.standardInput = standardInput
        self.timeout = timeout
        self.memoryMegabytes = memoryMegabytes
        self.files = files
        self.fetchFiles = fetchFiles
        self.prelude = prelude
        self.echoLast = echoLast
        self.profile = profile
        self.queueDeadline = queueDeadline
    }
}
