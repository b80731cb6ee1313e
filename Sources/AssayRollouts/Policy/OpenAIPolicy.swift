package import AssayClient
package import AssayJSON
package import AssayTools

/// Any server with OpenAI's chat completions: sglang, vLLM, llama.cpp.
///
/// The server keeps the tokenizer. Where it tells the ids that it read and wrote (vLLM with `return_token_ids`), a
/// trajectory has its tokens; where it does not, it has texts alone, and its log-probabilities are there to be looked at.
package struct OpenAIPolicy: Policy {
    /// How a server is asked.
    package struct Settings: Sendable {
        /// What `/v1/models` calls it.
        package var model: String
        package var path = "/v1/chat/completions"
        /// How many requests of one batch are under way at once.
        package var concurrency = 64
        /// For each attempt.
        package var timeout: Duration = .seconds(600)
        /// How often a request is sent at most, where the server fails or is busy.
        package var maximumAttempts = 4
        /// The pause after the first attempt; each later one is twice as long.
        package var firstPause: Duration = .milliseconds(500)
        /// Whether log-probabilities are asked for.
        package var asksLogProbabilities = true
        /// Whether token ids are asked for.
        package var asksTokenIDs = false
        /// Whether tools are told of in the request. A server that reads calls out of the text itself needs it.
        package var sendsTools = true
        /// More members of a request's body, such as `tool_choice` or `chat_template_kwargs`.
        package var options = JSONObject()

        package init(model: String) { self.model = model }
    }

    private let endpoint: Endpoint
    private let settings: Settings
    private let clock: any Clock<Duration>

    /// - Parameter clock: pauses between attempts.
    package init(
        endpoint: Endpoint, settings: Settings, clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.endpoint = endpoint
        self.settings = settings
        self.clock = clock
    }

    /// Nil: the server encodes messages.
    package func encode(_: ArraySlice<Message>, tools: [ToolSchema], after: [Int32]) -> [Int32]? { nil }

    package func generate(_ requests: [GenerationRequest]) async throws -> [Result<Generation, RolloutError>] {
        try await withThrowingTaskGroup(of: (Int, Result<Generation, RolloutError>).self) { group in
            var answers = [Result<Generation, RolloutError>](repeating: .failure(.noAnswer), count: requests.count)
            for (index, request) in requests.enumerated() {
                if index >= self.settings.concurrency, let (done, answer) = try await group.next() {
                    answers[done] = answer
                }
                group.addTask { (index, try await self.generate(request)) }
            }
            for try await (done, answer) in group { answers[done] = answer }
            return answers
        }
    }

    private func generate(_ request: GenerationRequest) async throws -> Result<Generation, RolloutError> {
        let body = ChatCompletion.body(request, self.settings)
        var pause = self.settings.firstPause
        var attempt = 1
        while true {
            do {
                let exchange = try await self.endpoint.post(
                    self.settings.path, body, deadline: self.patience(request))
                return .success(
                    try exchange.read { value throws(FieldFaults) in try ChatCompletion.generation(value) })
            } catch let error as ClientError {
                guard error.isTransient, attempt < self.settings.maximumAttempts else {
                    let isGone = error.code == .unreachable || error.code == .interrupted
                    return .failure(
                        RolloutError(
                            isGone ? .unreachable : .policy, stage: self.endpoint.address.description,
                            error.description))
                }
            }
            try await self.clock.sleep(for: pause)
            pause *= 2
            attempt += 1
        }
    }

    private func patience(_ request: GenerationRequest) -> Duration {
        guard let deadline = request.deadline else { return self.settings.timeout }
        return max(.milliseconds(1), min(self.settings.timeout, ContinuousClock.now.duration(to: deadline)))
    }
}

extension ClientError {
    /// Whether another attempt may do better: nothing that a server has sampled is lost by it.
    fileprivate var isTransient: Bool {
        switch self.code {
        case .refused: self.status == 408 || self.status == 429
        case .unavailable, .unreachable, .interrupted: true
        default: false
        }
    }
}
