import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Hummingbird

/// The body of NeMo-Skills' reply to `POST /execute`.
struct NemoReply: Sendable {
    /// How it ended, as the client reads it.
    enum Status: String, Sendable {
        case completed, error, timeout
    }

    private static let cut = "<output cut>"

    var status: Status
    var standardOutput = ""
    var standardError = ""
    /// Whether the session's state before this cell, or after it, is gone: the client then replays what it remembers.
    var isNewSession: Bool?

    /// What ran nowhere.
    init(_ status: Status, standardError: String, isNewSession: Bool? = nil) {
        self.status = status
        self.standardError = standardError
        self.isNewSession = isNewSession
    }

    /// A program's end. The peer calls every Python program completed that came to one, whatever its exit status.
    init(program result: ExecutionResult, _ request: NemoExecuteRequest) {
        self.init(result)
        if result.outcome == .timeout {
            self.timedOut(request)
        } else if request.language == .python {
            self.status = .completed
        }
    }

    /// A cell's end. A cell that could be interrupted has timed out like one whose session had to be ended, for a client
    /// tells the model so.
    init(cell: CellResult, _ request: NemoExecuteRequest, isNewSession: Bool) {
        self.init(cell.result)
        if cell.result.outcome == .timeout { self.timedOut(request) }
        if !cell.isAlive, cell.result.outcome != .timeout {
            self.standardError += "\nThe session's interpreter is gone: \(CellError.death(cell.result)).\n"
        }
        self.standardOutput = TerminalText.asShown(self.standardOutput, request.tracebacks)
        self.standardError = TerminalText.asShown(self.standardError, request.tracebacks)
        self.isNewSession = isNewSession || !cell.isAlive
    }

    private init(_ result: ExecutionResult) {
        self.status = result.outcome == .ok ? .completed : result.outcome == .timeout ? .timeout : .error
        self.standardOutput = String(decoding: result.standardOutput, as: UTF8.self)
        self.standardError = String(decoding: result.standardError, as: UTF8.self)
        self.standardError += result.refusalLine
    }

    private mutating func timedOut(_ request: NemoExecuteRequest) {
        self.standardError += "Execution timed out after \(request.timeoutText) seconds\n"
    }

    /// The reply, with no output longer than the client wants.
    func response(status: HTTPResponse.Status = .ok, most characters: Int) -> Response {
        var body = JSONObject([
            ("process_status", .string(self.status.rawValue)),
            ("stdout", .string(Self.cut(self.standardOutput, to: characters))),
            ("stderr", .string(Self.cut(self.standardError, to: characters))),
        ])
        if let isNewSession { body.append("new_session_created", .bool(isNewSession)) }
        var response = Response(status: status, json: .object(body))
        if status != .ok { response.headers[.retryAfter] = "1" }
        return response
    }

    /// Python counts code points.
    private static func cut(_ text: String, to characters: Int) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: max(0, characters), limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return text }
        return String(scalars[..<end]) + Self.cut
    }
}
