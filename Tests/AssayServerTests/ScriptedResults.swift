import AssayOutcome
import AssaySandbox

extension ExecutionResult {
    /// A result with the fields that a test cares for.
    static func scripted(
        _ outcome: Outcome = .ok, exitCode: Int32? = 0, signal: Int32? = nil, standardOutput: String = "",
        standardOutputBytes: [UInt8]? = nil, standardError: String = "", wall: Duration = .milliseconds(18),
        files: [String: [UInt8]] = [:], value: String? = nil, failure: String? = nil
    ) -> ExecutionResult {
        var result = ExecutionResult(id: "run-1", outcome: outcome)
        result.exitCode = exitCode
        result.signal = signal
        result.standardOutput = standardOutputBytes ?? Array(standardOutput.utf8)
        result.standardError = Array(standardError.utf8)
        result.usage.wall = wall
        result.files = files
        result.value = value
        result.failure = failure
        return result
    }
}

extension IsolationReport {
    static var scripted: IsolationReport { IsolationReport() }
}
