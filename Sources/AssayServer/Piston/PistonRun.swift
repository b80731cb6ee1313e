import AssayJSON
import AssayOutcome
import AssaySandbox
import Glibc

/// The run stage of a reply, in the words of isolate, which runs the peer's programs.
struct PistonRun: Sendable {
    /// How a stage ended that did not end well.
    enum Status: String, Sendable {
        /// An exit status other than 0.
        case runtimeError = "RE"
        /// A signal.
        case signaled = "SG"
        case timedOut = "TO"
        case outputLimit = "OL"
        case errorOutputLimit = "EL"
    }

    private var code: Int32?
    private var signal: Int32?
    private var status: Status?
    private var message: String?
    private let standardOutput: [UInt8]
    private let standardError: [UInt8]
    private let output: [UInt8]
    private let usage: ExecutionResult.Usage

    /// - Parameters:
    ///   - interleaved: both streams in the order of writing, where it is known.
    ///   - processorTime: what the program may take of it.
    init(_ result: ExecutionResult, interleaved: [UInt8]?, processorTime: Duration?) {
        let notice = Array(result.refusalLine.utf8)
        self.standardOutput = result.standardOutput
        self.standardError = result.standardError + notice
        let isWhole = !result.standardOutputTruncated && !result.standardErrorTruncated
        let both = isWhole ? interleaved : nil
        self.output = (both ?? result.standardOutput + result.standardError) + notice
        self.usage = result.usage
        if let processorTime, result.usage.cpu > processorTime, result.outcome != .timeout {
            self.stop(.timedOut, "Time limit exceeded")
        } else {
            self.end(result)
        }
    }

    private mutating func end(_ result: ExecutionResult) {
        switch result.outcome {
        case .ok: self.code = 0
        case .timeout: self.stop(.timedOut, "Time limit exceeded (wall clock)")
        case .outputLimit where result.standardOutputTruncated || !result.standardErrorTruncated:
            self.stop(.outputLimit, "stdout length exceeded")
        case .outputLimit: self.stop(.errorOutputLimit, "stderr length exceeded")
        case .signal: self.stop(.signaled, "Caught fatal signal \(result.signal ?? SIGKILL)", result.signal ?? SIGKILL)
        case .memoryLimit where result.exitCode == nil: self.stop(.signaled, "Memory limit exceeded")
        default:
            let code = result.exitCode.flatMap { $0 == 0 ? nil : $0 } ?? 1
            self.code = code
            self.status = .runtimeError
            self.message = "Exited with error status \(code)"
        }
    }

    private mutating func stop(_ status: Status, _ message: String, _ signal: Int32 = SIGKILL) {
        self.status = status
        self.message = message
        self.signal = signal
    }

    var json: JSONValue {
        [
            "signal": .optional(self.signal.map(SignalName.of)),
            "stdout": Self.text(self.standardOutput),
            "stderr": Self.text(self.standardError),
            "code": .optional(self.code),
            "output": Self.text(self.output),
            "memory": .integer(self.usage.peakMemoryBytes),
            "message": .optional(self.message),
            "status": .optional(self.status?.rawValue),
            "cpu_time": Self.milliseconds(self.usage.cpu),
            "wall_time": Self.milliseconds(self.usage.wall),
        ]
    }

    private static func text(_ bytes: [UInt8]) -> JSONValue { .string(String(decoding: bytes, as: UTF8.self)) }

    private static func milliseconds(_ duration: Duration) -> JSONValue {
        .number((duration.seconds * 1e6).rounded() / 1e3)
    }
}
