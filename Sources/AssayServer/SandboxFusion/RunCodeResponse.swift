import AssayJSON
import AssayOutcome
import AssaySandbox

/// The body of a `POST /run_code` that was valid: always 200, the verdict in its `status`.
struct RunCodeResponse: Sendable {
    /// The whole request's verdict.
    enum Status: String, Sendable {
        case success = "Success"
        case failed = "Failed"
        case sandboxError = "SandboxError"
    }

    /// The program's run.
    struct Run: Sendable {
        /// How the run ended.
        enum Status: String, Sendable {
            case finished = "Finished"
            case timeLimitExceeded = "TimeLimitExceeded"
        }

        var status: Status
        var seconds: Duration
        var returnCode: Int32?
        var standardOutput: [UInt8] = []
        var standardError: [UInt8] = []

        var json: JSONValue {
            [
                "status": .string(self.status.rawValue),
                "execution_time": .seconds(self.seconds),
                "return_code": .optional(self.returnCode),
                "stdout": .string(String(decoding: self.standardOutput, as: UTF8.self)),
                "stderr": .string(String(decoding: self.standardError, as: UTF8.self)),
            ]
        }
    }

    var status: Status
    var message = ""
    var run: Run?
    var files: JSONValue = [:]
    let podName: String?

    /// The reply to a program that ran.
    init(_ result: ExecutionResult, podName: String?) {
        self.podName = podName
        guard result.outcome.isScored else {
            // Clients retry a SandboxError up to five times, so it stands for our own faults alone.
            self.status = .sandboxError
            self.message = result.failure ?? "the sandbox failed to run the code: \(result.outcome.rawValue)"
            return
        }
        let hasTimedOut = result.outcome == .timeout
        self.status = result.outcome == .ok ? .success : .failed
        self.run = Run(
            status: hasTimedOut ? .timeLimitExceeded : .finished, seconds: result.usage.wall,
            returnCode: hasTimedOut ? nil : Self.returnCode(result),
            standardOutput: result.standardOutput,
            standardError: result.standardError + Array(result.refusalLine.utf8))
        self.files = result.filesJSON
    }

    /// The reply to a program that was never run because `run_timeout` is not above 0.
    init(expiredWithPodName podName: String?) {
        self.podName = podName
        self.status = .failed
        self.run = Run(status: .timeLimitExceeded, seconds: .zero, returnCode: nil)
    }

    /// The reply to what the peer fails at in the run.
    init(_ fault: RunnerFault, code: String, podName: String?) {
        self.podName = podName
        self.status = .sandboxError
        // The trailing word is the peer's, which prints the result of a call that returns nothing.
        self.message = "exception on running code \(code): \(fault.description) None"
    }

    /// As Python's `subprocess` has it: the exit code, or the negated signal. Clients take 0 for success, so a program
    /// that was stopped never gets it.
    static func returnCode(_ result: ExecutionResult) -> Int32 {
        switch result.outcome {
        case .ok: result.exitCode ?? 0
        case .error: result.exitCode.flatMap { $0 == 0 ? nil : $0 } ?? 1
        default: result.signal.map { -$0 } ?? result.exitCode.flatMap { $0 == 0 ? nil : $0 } ?? -9
        }
    }

    var json: JSONValue {
        [
            "status": .string(self.status.rawValue),
            "message": .string(self.message),
            "compile_result": nil,
            "run_result": self.run?.json ?? .null,
            "executor_pod_name": .optional(self.podName),
            "files": self.files,
        ]
    }
}
