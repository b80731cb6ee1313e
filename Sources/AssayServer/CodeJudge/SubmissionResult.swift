import AssayJSON
import AssayOutcome
import AssaySandbox

/// What came of a submission.
struct SubmissionResult: Sendable {
    /// Why there is no verdict, or why it is a failure.
    enum Reason: String, Sendable {
        /// The program ended by itself, well or not.
        case unspecified = ""
        /// Our fault: no verdict.
        case internalError = "internal_error"
        /// The program's time ran out.
        case workerTimeout = "worker_timeout"
        /// No worker was free in time: no verdict. Clients send such a submission again.
        case queueTimeout = "queue_timeout"
    }

    /// Which routes answer it: those of `/judge` leave the output out.
    enum View: String, CaseIterable { case run, judge }

    let id: String
    /// Whether it ran well and wrote what was expected, if anything was.
    var isSuccess = false
    /// Whether it ended by itself with exit status 0.
    var hasRunWell = false
    /// What it took, or where it was not run how long it waited.
    var cost: Duration
    var standardOutput: String?
    var standardError: String?
    var reason: Reason

    /// One that has no verdict.
    init(_ submission: JudgeSubmission, _ reason: Reason, cost: Duration = .zero, standardError: String? = nil) {
        self.id = submission.id
        self.cost = cost
        self.standardError = standardError
        self.reason = reason
    }

    /// The verdict on a program that ran.
    /// - Parameter characters: how many of each output stream are shown.
    init(_ submission: JudgeSubmission, _ result: ExecutionResult, characters: Int) {
        self.init(submission, .unspecified, cost: result.usage.wall)
        guard result.outcome.isScored else {
            self.reason = result.outcome == .overloaded ? .queueTimeout : .internalError
            self.cost = result.usage.wall + result.usage.queue
            return
        }
        self.hasRunWell = result.outcome == .ok
        self.isSuccess = self.hasRunWell && Self.isExpected(result.standardOutput, of: submission)
        if result.outcome == .timeout { self.reason = .workerTimeout }
        self.standardOutput = Self.head(result.standardOutput, characters)
        self.standardError = Self.head(result.standardError + Array(result.refusalLine.utf8), characters)
    }

    /// Byte by byte: Swift's `==` takes two spellings of an accent for one text, and Python does not.
    private static func isExpected(_ output: [UInt8], of submission: JudgeSubmission) -> Bool {
        guard let expected = submission.expectedOutput else { return true }
        // What is not UTF-8 was not expected, and must not become so by having its bytes replaced.
        guard let text = String(validating: output, as: UTF8.self) else { return false }
        return text.strippedAsInPython.utf8.elementsEqual(expected.strippedAsInPython.utf8)
    }

    private static func head(_ output: [UInt8], _ characters: Int) -> String {
        let longestCharacter = 4
        let text = String(decoding: output.prefix(characters * longestCharacter), as: UTF8.self)
        return String(text.unicodeScalars.prefix(characters))
    }

    func json(_ view: View) -> JSONValue {
        var object = JSONObject([
            ("sub_id", .string(self.id)), ("success", .bool(self.isSuccess)), ("run_success", .bool(self.hasRunWell)),
            ("cost", .seconds(self.cost)),
        ])
        if view == .run {
            object.append("stdout", .optional(self.standardOutput))
            object.append("stderr", .optional(self.standardError))
        }
        object.append("reason", .string(self.reason.rawValue))
        return .object(object)
    }
}
