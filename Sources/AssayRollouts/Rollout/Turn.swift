import AssayClient
package import AssayJSON
package import AssayOutcome
import AssayTools

/// One turn of the assistant, and what came of it.
package struct Turn: Sendable, Equatable {
    /// What the policy wrote, hermes calls included.
    package var text: String
    /// The same without its calls.
    package var content: String
    package var finishReason: Generation.FinishReason
    /// How many tokens it has; 0 where the policy does not tell.
    package var tokenCount: Int
    /// The tokens as texts, where the policy tells them.
    package var pieces: [Generation.Piece] = []
    /// How long it took to generate.
    package var duration: Duration
    /// The calls that were answered, in order.
    package var calls: [CallRecord] = []
    /// How many calls more the turn made, of which the policy was told nothing.
    package var droppedCalls = 0
    /// What the interaction answered.
    package var reply: InteractionReply?

    package init(
        text: String, content: String? = nil, finishReason: Generation.FinishReason = .stop, tokenCount: Int = 0,
        duration: Duration = .zero
    ) {
        self.text = text
        self.content = content ?? text
        self.finishReason = finishReason
        self.tokenCount = tokenCount
        self.duration = duration
    }
}

/// One call of a tool, and its answer.
package struct CallRecord: Sendable, Equatable {
    package var call: ToolCall
    /// What the policy read: the tool's text, cut to length.
    package var observation: String
    /// All that the tool said, or its program printed: what grounds later numbers.
    package var output: String
    package var outcome: Outcome
    package var reward: Double?
    package var metrics: JSONObject
    /// The code that ran; nil where none did.
    package var code: String?
    /// What the program wrote to standard error.
    package var standardError: String
    /// The server's name for the run; nil where there was none. An output without one is not a program's.
    package var executionID: String?
    /// From the call to its answer.
    package var duration: Duration
    /// The program's own time by the clock, without its wait for a worker.
    package var wall: Duration
    /// The program's CPU time.
    package var cpu: Duration

    init(_ call: ToolCall, _ timed: TimedResult, observation: String) {
        let result = timed.result
        self.call = call
        self.observation = observation
        self.output = result.execution?.printedText ?? result.text
        self.outcome = result.outcome
        self.reward = result.reward
        self.metrics = result.metrics
        self.code = result.code
        self.standardError = result.execution?.standardError ?? ""
        self.executionID = result.execution.flatMap { $0.id.isEmpty ? nil : $0.id }
        self.duration = timed.duration
        self.wall = result.execution?.usage.wall ?? .zero
        self.cpu = result.execution?.usage.cpu ?? .zero
    }

    /// A call as a log has it.
    package init(
        call: ToolCall, observation: String, output: String, outcome: Outcome, reward: Double?,
        metrics: JSONObject, code: String?, standardError: String, executionID: String?, duration: Duration,
        wall: Duration = .zero, cpu: Duration = .zero
    ) {
        self.call = call
        self.observation = observation
        self.output = output
        self.outcome = outcome
        self.reward = reward
        self.metrics = metrics
        self.code = code
        self.standardError = standardError
        self.executionID = executionID
        self.duration = duration
        self.wall = wall
        self.cpu = cpu
    }

    /// What was passed to the tool, for a person: the code, or else the arguments.
    package var passedText: String {
        switch self.call.arguments {
        case _ where self.code != nil: self.code ?? ""
        case .object(let object):
            object.members.map { "\($0.name): \($0.value.string ?? $0.value.text)" }.joined(separator: "\n")
        case .invalid(let text, let reason): "\(text)\n(\(reason))"
        }
    }
}
