import AssayJSON
import AssayOutcome
import AssayRewards

/// The part of a scoring task that says what the assistant wrote: `turns`, or `solution_str` as the only one.
struct Conversation {
    private static let roles = ["system", "developer", "user", "assistant", "tool"]
    private static let messageFields = ["role", "content", "tool", "tool_calls", "tool_call_id", "name"]
    /// What `/v1/execute` answers, so that its answer can be passed on as it is.
    private static let runFields = [
        "outcome", "stdout", "value", "id", "exit_code", "signal", "stderr", "stdout_truncated", "stderr_truncated",
        "exception", "display", "files", "denied", "usage", "worker", "failure",
    ]

    /// What the assistant wrote, turn by turn.
    private(set) var turns: [AssistantTurn] = []
    /// The first tool run that ended by the server's doing.
    private(set) var unscoredRun: ScoringRequest.UnscoredRun?

    init(_ reader: inout FieldReader) {
        let solution = reader.string("solution_str")
        guard reader.value("turns") != nil else {
            if reader.value("solution_str") == nil {
                reader.fault("solution_str", "is required where there are no turns")
            }
            self.turns = [AssistantTurn(text: solution ?? "")]
            return
        }
        let messages = reader.read("turns", "a list of messages") { $0.array } ?? []
        for (index, message) in messages.enumerated() {
            for fault in self.add(message) { reader.fault(fault.inside("turns[\(index)]")) }
        }
        if self.turns.isEmpty, reader.faults.isEmpty {
            reader.fault("turns", "must have at least one message of the assistant")
        }
    }

    /// Adds a message, unless something is wrong with it.
    private mutating func add(_ message: JSONValue) -> [FieldFault] {
        guard let object = message.object else { return [FieldFault(field: "", message: "must be an object")] }
        var reader = FieldReader(object, known: Self.messageFields)
        let names = Self.roles.joined(separator: ", ")
        let role = reader.read("role", "one of \(names)") { value in
            value.string.flatMap { Self.roles.contains($0) ? $0 : nil }
        }
        if reader.value("role") == nil { reader.fault("role", "is required") }
        let content = reader.string("content")
        if role == "assistant" { self.turns.append(AssistantTurn(text: content ?? "")) }
        self.addRuns(&reader, of: role, printing: content)
        return reader.faults
    }

    private mutating func addRuns(_ reader: inout FieldReader, of role: String?, printing content: String?) {
        guard let tool = reader.value("tool") else {
            // Whether its run succeeded cannot be told from what it says.
            if role == "tool" { reader.fault("tool", "is required in a message of the tool, with the run's outcome") }
            return
        }
        guard role == "assistant" || role == "tool", !self.turns.isEmpty else {
            reader.fault("tool", "belongs to a message of the assistant, or of the tool after one")
            return
        }
        let isList = tool.array != nil
        for (index, value) in (tool.array ?? [tool]).enumerated() {
            let path = isList ? "tool[\(index)]" : "tool"
            guard let object = value.object else {
                reader.fault(path, "must be an object")
                continue
            }
            var run = FieldReader(object, known: Self.runFields)
            self.add(&run, printing: role == "tool" ? content : nil)
            for fault in run.faults { reader.fault(fault.inside(path)) }
        }
    }

    private mutating func add(_ reader: inout FieldReader, printing content: String?) {
        let outcome = reader.name("outcome", as: Outcome.self)
        if reader.value("outcome") == nil { reader.fault("outcome", "is required") }
        let printed = reader.string("stdout") ?? content ?? ""
        let value = reader.string("value")
        guard let outcome else { return }
        let last = self.turns.count - 1
        if !outcome.isScored, self.unscoredRun == nil { self.unscoredRun = .init(turn: last, outcome: outcome) }
        self.turns[last].toolRuns.append(
            ToolRun(succeeded: outcome == .ok, output: value.map { "\(printed)\n\($0)" } ?? printed))
    }
}
