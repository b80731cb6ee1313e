package import AssayRollouts
package import AssayTools

/// A policy that says what a script tells it to.
package struct ScriptedPolicy: Policy {
    /// The turn that answers a request.
    package typealias Script = @Sendable (GenerationRequest) async throws -> Result<Generation, RolloutError>

    private let codec: ByteCodec?
    private let script: Script

    /// - Parameter codec: makes the policy one that takes and gives token ids; nil one that takes messages.
    package init(codec: ByteCodec? = nil, script: @escaping Script) {
        self.codec = codec
        self.script = script
    }

    /// The n-th turn of every rollout is the n-th text; the last is said again where there are no more.
    package init(codec: ByteCodec? = nil, turns: [String]) {
        self.init(codec: codec) { request in
            .success(Generation(text: turns[min(request.turn, turns.count - 1)]))
        }
    }

    package func encode(_ messages: ArraySlice<Message>, tools: [ToolSchema], after tokens: [Int32]) -> [Int32]? {
        self.codec?.encode(messages, after: tokens)
    }

    package func generate(_ requests: [GenerationRequest]) async throws -> [Result<Generation, RolloutError>] {
        var answers: [Result<Generation, RolloutError>] = []
        for request in requests { answers.append(self.tokenized(try await self.script(request))) }
        return answers
    }

    /// A turn that names no tokens is encoded, with log-probabilities that tell their place.
    private func tokenized(_ answer: Result<Generation, RolloutError>) -> Result<Generation, RolloutError> {
        guard let codec, case .success(var generation) = answer, generation.tokens == nil else { return answer }
        let ids = codec.turn(generation.text)
        generation.tokens = ids
        generation.logProbabilities = ids.indices.map { -Float($0 + 1) / 64 }
        generation.tokenCount = ids.count
        return .success(generation)
    }
}
