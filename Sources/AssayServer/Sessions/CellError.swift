import AssayOutcome
import AssaySandbox

/// What went wrong in a cell, as a Jupyter client is told: the exception, or why the cell was stopped.
struct CellError: Sendable, Equatable {
    var name: String
    var value: String
    /// The traceback's parts, without colours.
    var traceback: [String]

    /// Nil for a cell that came to its end.
    init?(_ cell: CellResult) {
        let result = cell.result
        guard result.outcome != .ok else { return nil }
        self.traceback = result.exception.map { $0.entries ?? [$0.traceback] } ?? []
        if result.outcome == .timeout {
            self.name = "TimeoutError"
            self.value = "the cell was stopped after \(Int(result.usage.wall.seconds.rounded())) s"
            if !cell.isAlive { self.value += ", and its interpreter with it" }
        } else if !cell.isAlive {
            self.name = "DeadKernelError"
            self.value = "the kernel died: \(Self.death(result))"
        } else if result.outcome == .outputLimit {
            self.name = "OutputLimitError"
            self.value = "the cell was stopped, for it wrote more than may be written"
        } else {
            self.name = result.exception?.type ?? "Error"
            self.value = result.exception?.message ?? result.failure ?? result.outcome.rawValue
        }
    }

    /// How an interpreter ended.
    static func death(_ result: ExecutionResult) -> String {
        if result.outcome == .memoryLimit { return "it used more memory than it may" }
        if result.outcome == .outputLimit { return "it wrote more than may be written" }
        if let code = result.exitCode { return "it exited with \(code)" }
        return result.signal.map { "signal \($0)" } ?? result.outcome.rawValue
    }
}
