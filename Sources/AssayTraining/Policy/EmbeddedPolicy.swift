package import AssayModel
import AssayRandom
package import AssayRollouts
package import AssayTools

/// Our own transformer as the policy of rollouts, token in, token out: what was sampled is passed on as it was, and only
/// what came since is encoded.
///
/// Every turn draws from a stream of its own, keyed by step, prompt, sample and turn, so that it comes again whatever
/// else is under way. In lockstep a turn of all rollouts is one batch, which is how the model is fastest.
package actor EmbeddedPolicy: Policy {
    private let engine: CompletionEngine
    private let codec: ConversationCodec
    private let maximumPositions: Int
    /// How long the model has computed since the clock was last taken.
    private var computing: Duration = .zero

    package init(_ model: Transformer, codec: ConversationCodec) {
        self.engine = CompletionEngine(model: model)
        self.codec = codec
        self.maximumPositions = model.configuration.maximumPositions
    }

    package nonisolated func encode(
        _ messages: ArraySlice<Message>, tools: [ToolSchema], after tokens: [Int32]
    ) -> [Int32]? {
        self.codec.encode(messages, tools: tools, after: tokens)
    }

    package func generate(_ requests: [GenerationRequest]) -> [Result<Generation, RolloutError>] {
        let answerable = requests.indices.filter { index in
            1..<self.maximumPositions ~= requests[index].tokens?.count ?? 0
        }
        let start = ContinuousClock.now
        let completions = self.engine.complete(answerable.map { self.order(requests[$0]) })
        self.computing += ContinuousClock.now - start
        var answers = [Result<Generation, RolloutError>](repeating: .failure(Self.noRoom), count: requests.count)
        for (index, completion) in zip(answerable, completions) {
            answers[index] = .success(self.generation(completion))
        }
        return answers
    }

    /// Takes over the model's parameters; to be called whenever they have changed.
    package func forget() { self.engine.forget() }

    /// How long the model has computed since this was last asked.
    package func takeComputingTime() -> Duration {
        defer { self.computing = .zero }
        return self.computing
    }

    private static let noRoom = RolloutError(
        .policy, stage: "generate", "the conversation is longer than the model reads")

    private func order(_ request: GenerationRequest) -> CompletionRequest {
        let (identity, sampling) = (request.identity, request.sampling)
        let tokens = request.tokens ?? []
        let stream = RandomStream(
            seed: sampling.seed ?? 0, key: [identity.step, identity.prompt, identity.sample, request.turn])
        return CompletionRequest(
            tokens: tokens, maximumTokens: min(request.maximumTokens, self.maximumPositions - tokens.count),
            stopTokens: self.codec.stopTokens, temperature: sampling.temperature, topP: sampling.topP,
            topK: sampling.topK, stream: stream)
    }

    private func generation(_ completion: Completion) -> Generation {
        Generation(
            text: self.codec.decode(turn: completion.tokens), tokens: completion.tokens,
            logProbabilities: completion.logProbabilities, finishReason: completion.isStopped ? .stop : .length)
    }
}
