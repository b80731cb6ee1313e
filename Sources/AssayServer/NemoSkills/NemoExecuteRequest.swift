import AssayJSON
import AssaySandbox

/// The body of NeMo-Skills' `POST /execute`.
struct NemoExecuteRequest: Sendable {
    /// What the peer's clients may ask for; one may be asked for that is not here.
    enum Language: Sendable, Equatable {
        case ipython, python, shell
        case absent(String)

        init(_ name: String) {
            self =
                switch name {
                case "ipython": .ipython
                case "python", "python3": .python
                case "shell": .shell
                default: .absent(name)
                }
        }
    }

    /// The client waits for five seconds longer than the program may take; the queue gets less of them.
    private static let patience: Duration = .seconds(4)

    let code: String
    let language: Language
    let tracebacks: CellStyle.Tracebacks
    let mostCharacters: Int
    /// The time limit as the client wrote it, or this server's where that is less, for the texts that name it.
    let timeoutText: String
    private let standardInput: String
    private let timeout: Duration

    /// - Throws: a 400 ``Problem`` that names every fault.
    init(_ object: JSONObject, limits: ExecutionLimits) throws {
        // Other members are the client's own, as with any server of this kind.
        var reader = FieldReader(object, known: nil)
        if reader.value("generated_code") == nil { reader.fault("generated_code", "is required") }
        self.code = reader.string("generated_code") ?? ""
        self.language = Language(reader.string("language") ?? "ipython")
        let seconds = reader.read("timeout", "a number of seconds") { $0.double } ?? 0
        if reader.value("timeout") == nil { reader.fault("timeout", "is required") }
        let most = limits.maximumTimeout.seconds
        self.timeoutText = seconds > most ? "\(most)" : reader.value("timeout")?.text ?? ""
        // A number that fits no Duration, or is none, must not trap.
        self.timeout = .seconds(seconds > 0 ? min(seconds, most) : 0)
        self.standardInput = reader.string("std_input") ?? ""
        self.mostCharacters = reader.read("max_output_characters", "a whole number") { $0.integer } ?? 1000
        self.tracebacks =
            reader.read("traceback_verbosity", "Plain, Context, Verbose or Minimal") {
                $0.string.flatMap { CellStyle.Tracebacks(rawValue: $0.lowercased()) }
            } ?? .plain
        guard reader.faults.isEmpty else { throw Problem.invalid(reader.faults) }
    }

    /// The cell or program that is asked for.
    var execution: ExecutionRequest {
        var request = ExecutionRequest(code: self.code, timeout: self.timeout, queueDeadline: Self.patience)
        switch self.language {
        case .ipython:
            request.echoLast = true
            request.style = .shell(self.tracebacks)
        case .shell: request.language = .bash
        case .python, .absent: request.standardInput = Array(self.standardInput.utf8)
        }
        return request
    }
}
