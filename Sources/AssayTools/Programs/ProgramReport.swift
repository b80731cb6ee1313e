package import AssayClient
import AssayJSON
import AssayOutcome

/// What a policy is told of a program's run: the contract of the seed's tool.
///
/// A success is what was printed and the last value, with reward 1 and `exec_status: success`; all else is
/// `Execution failed: …` with reward 0 and `exec_status: error`.
struct ProgramReport {
    private let execution: Execution
    private let settings: CodeInterpreter.Settings

    init(_ execution: Execution, settings: CodeInterpreter.Settings) {
        self.execution = execution
        self.settings = settings
    }

    func result(of code: String) -> ToolResult {
        guard self.execution.outcome == .ok else {
            return CodeInterpreter.failed(
                self.failure, outcome: self.execution.outcome, code: code, execution: self.execution)
        }
        let output = self.execution.printedText
        return ToolResult(
            output.isEmpty ? CodeInterpreter.silence : output, reward: 1,
            metrics: JSONObject([("exec_status", "success")]), execution: self.execution, code: code)
    }

    private var failure: String {
        switch self.execution.outcome {
        case .ok: ""
        case .error: self.exception
        case .signal: self.execution.signal.map { "killed by signal \($0)" } ?? "killed by a signal"
        case .timeout: "timed out after \(self.seconds) s"
        case .memoryLimit: "out of memory: the limit is \(self.settings.memoryMegabytes) MB"
        case .outputLimit: "too much output"
        case .infraError, .overloaded, .sessionLost: self.execution.failure ?? self.execution.outcome.rawValue
        }
    }

    private var seconds: String {
        let seconds = self.settings.timeout / .seconds(1)
        return Int(exactly: seconds).map(String.init) ?? String(seconds)
    }

    private var exception: String {
        if let exception = self.execution.exception {
            return exception.message.isEmpty ? exception.type : "\(exception.type): \(exception.message)"
        }
        let status = "exit status \(self.execution.exitCode ?? 1)"
        let lastLine = self.execution.standardError.split(whereSeparator: \.isNewline).last
        return lastLine.map { "\(status): \($0)" } ?? status
    }
}

extension Execution {
    /// What the program printed, then the value of its last expression, without the line end after it.
    package var printedText: String {
        var text = self.standardOutput
        while text.last?.isNewline == true { text.removeLast() }
        if self.standardOutputTruncated { text += "\n(output truncated)" }
        guard let value = self.value else { return text }
        return text.isEmpty ? value : "\(text)\n\(value)"
    }
}
