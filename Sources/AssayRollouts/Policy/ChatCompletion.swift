import AssayJSON
import AssayRandom
import AssayTools

/// OpenAI's chat completion as JSON: what is sent, and what comes back.
enum ChatCompletion {
    /// The body of a request.
    static func body(_ request: GenerationRequest, _ settings: OpenAIPolicy.Settings) -> JSONValue {
        let sampling = request.sampling
        var body = JSONObject([
            ("model", .string(settings.model)), ("messages", .array(request.messages.map(\.json))),
            ("max_tokens", .integer(request.maximumTokens)), ("temperature", .number(sampling.temperature)),
            ("top_p", .number(sampling.topP)),
        ])
        // Beyond OpenAI's own fields, and so left out where it changes nothing.
        if sampling.topK >= 0 { body.append("top_k", .integer(sampling.topK)) }
        if !sampling.stop.isEmpty { body.append("stop", .array(sampling.stop.map(JSONValue.string))) }
        if let seed = sampling.seed { body.append("seed", .integer(request.seed(from: seed))) }
        if settings.asksLogProbabilities {
            body.append("logprobs", true)
            // llama-cpp-python takes its absence for no log-probabilities at all.
            body.append("top_logprobs", 0)
        }
        if settings.asksTokenIDs { body.append("return_token_ids", true) }
        if settings.sendsTools, !request.tools.isEmpty {
            body.append("tools", .array(request.tools.map(\.json)))
        }
        for (name, value) in settings.options.members { body.append(name, value) }
        return .object(body)
    }

    /// What a reply says.
    /// - Throws: where it is no chat completion.
    static func generation(_ value: JSONValue) throws(FieldFaults) -> Generation {
        guard let choice = value["choices"]?.array?.first, let message = choice["message"] else {
            throw FieldFaults([FieldFault(field: "choices[0].message", message: "is missing")])
        }
        let entries = choice["logprobs"]?["content"]?.array ?? []
        let pieces = entries.compactMap(Self.piece)
        let tokens = Self.ids(choice["token_ids"])
        let calls = (message["tool_calls"]?.array ?? []).compactMap(Self.call)
        return Generation(
            text: message["content"]?.string ?? "", toolCalls: calls, tokens: tokens,
            logProbabilities: tokens == nil || pieces.count != tokens?.count ? nil : pieces.map(\.logProbability),
            promptTokens: Self.ids(value["prompt_token_ids"]), pieces: pieces.count == entries.count ? pieces : [],
            tokenCount: value["usage"]?["completion_tokens"]?.integer ?? tokens?.count ?? pieces.count,
            finishReason: Self.finishReason(choice["finish_reason"]?.string))
    }

    private static func finishReason(_ name: String?) -> Generation.FinishReason {
        switch name {
        case "length": .length
        case "tool_calls", "function_call": .toolCalls
        case "abort", "content_filter": .abort
        default: .stop
        }
    }

    private static func call(_ value: JSONValue) -> ToolCall? {
        guard let name = value["function"]?["name"]?.string else { return nil }
        // OpenAI sends a text; llama.cpp has been seen to send the object.
        let arguments = value["function"]?["arguments"] ?? .null
        let read =
            arguments.string.map(ToolArguments.init(text:)) ?? ToolArguments(arguments, text: arguments.text)
        return ToolCall(id: value["id"]?.string, name: name, arguments: read)
    }

    private static func piece(_ value: JSONValue) -> Generation.Piece? {
        guard let text = value["token"]?.string, let logProbability = value["logprob"]?.double else { return nil }
        return Generation.Piece(text: text, logProbability: Float(logProbability))
    }

    private static func ids(_ value: JSONValue?) -> [Int32]? {
        guard let elements = value?.array else { return nil }
        let ids = elements.compactMap { $0.integer.flatMap(Int32.init(exactly:)) }
        return ids.count == elements.count ? ids : nil
    }
}

extension GenerationRequest {
    /// A seed of the request's own, so that a turn is sampled the same however its batch is made up. 31 bits, as servers
    /// take.
    fileprivate func seed(from seed: UInt64) -> Int {
        let place = [self.identity.step, self.identity.prompt, self.identity.sample, self.turn]
        return Int(RandomStream(seed: seed, key: place).state >> 33)
    }
}
