import AssayJSON
import AssaySandbox

/// The body of `POST /run_code`.
struct RunCodeRequest: Sendable {
    /// The languages that the peer's schema names; those without a runner here are answered in the reply's body.
    private static let languages = [
        "python", "cpp", "nodejs", "go", "go_test", "java", "php", "csharp", "bash", "typescript", "sql", "rust",
        "cuda", "lua", "R", "perl", "D_ut", "ruby", "scala", "julia", "pytest", "junit", "kotlin_script", "jest",
        "verilog", "python_gpu", "lean", "swift", "racket",
    ]
    /// How long before the client's own timeout a full queue is admitted, so that the 504 arrives.
    private static let answerMargin: Duration = .seconds(1)

    let code: String
    let language: String
    let runTimeout: Double
    let memoryLimit: Int
    let standardInput: String?
    let files: [(name: String, value: String?)]
    let fetchFiles: [String]

    /// - Throws: a 422 ``DetailError``.
    init(_ value: JSONValue) throws {
        // In the order of the peer's model, for its errors come in that order.
        var reader = try ModelReader(value)
        _ = reader.number("compile_timeout", default: 10)
        self.runTimeout = reader.number("run_timeout", default: 10)
        self.memoryLimit = reader.integer("memory_limit_MB", default: -1)
        let code = reader.requiredString("code")
        self.standardInput = reader.optionalString("stdin")
        let language = reader.requiredLiteral("language", among: Self.languages)
        self.files = reader.strings(byName: "files", allowsNull: true)
        self.fetchFiles = reader.strings("fetch_files")
        if let error = reader.detail.error { throw error }
        self.code = code ?? ""
        self.language = language ?? ""
    }

    /// Whether no time is given at all. A NaN is no time either.
    var isExpired: Bool { !(self.runTimeout > 0) }

    /// The execution that is asked for, within this server's limits.
    /// - Throws: ``RunnerFault`` where the peer would fail in the run.
    func execution(limits: ExecutionLimits) throws -> ExecutionRequest {
        guard let language = Language(rawValue: self.language) else {
            throw RunnerFault(description: "no runner for language '\(self.language)'")
        }
        var request = ExecutionRequest(code: self.code)
        request.language = language
        request.standardInput = self.standardInput.map { Array($0.utf8) } ?? []
        // A number that fits no Duration, or is none, must not trap.
        let timeout = Duration.seconds(self.isExpired ? 0 : min(self.runTimeout, limits.maximumTimeout.seconds))
        request.timeout = timeout
        request.queueDeadline = timeout * 2 + .seconds(10) - Self.answerMargin
        let memory = self.memoryLimit > 0 ? self.memoryLimit : limits.defaultMemoryMegabytes
        request.memoryMegabytes = min(memory, limits.maximumMemoryMegabytes)
        request.fetchFiles = self.fetchFiles
        request.files = try SentFiles.contents(self.files)
        return request
    }
}
