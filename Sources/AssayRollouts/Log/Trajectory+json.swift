import AssayClient
package import AssayJSON
import AssayOutcome
import AssayRewards

extension Trajectory {
    /// The trajectory as a line of a ``TrajectoryLog``: verl's keys first, then ours. Durations are seconds, rounded to
    /// the microsecond.
    package var json: JSONValue {
        let truth: JSONValue =
            self.prompt.groundTruth.count == 1
            ? .string(self.prompt.groundTruth[0]) : .array(self.prompt.groundTruth.map(JSONValue.string))
        var object = JSONObject([
            ("input", .string(Transcript.input(self.prompt))), ("output", .string(Transcript.output(self.turns))),
            ("gts", truth), ("score", self.reward.map { .number($0.score) } ?? .null),
            ("step", .integer(self.identity.step)), ("prompt", .integer(self.identity.prompt)),
            ("sample", .integer(self.identity.sample)), ("num_turns", .integer(self.turnCount)),
            ("stop_reason", .string(self.stopReason.rawValue)), ("masked", .bool(self.isMasked)),
            ("failure", .optional(self.failure)), ("duration_s", .seconds(self.duration)),
            ("messages", .array(self.prompt.messages.map(\.json))), ("question", .optional(self.prompt.question)),
            ("data_source", .optional(self.prompt.dataSource)),
        ])
        if !self.prompt.toolArguments.isEmpty {
            let arguments = self.prompt.toolArguments.sorted { $0.key < $1.key }
            object.append("tools_kwargs", .object(JSONObject(arguments.map { ($0.key, .object($0.value)) })))
        }
        if let choice = self.prompt.interaction {
            object.append("interaction", ["name": .string(choice.name), "arguments": .object(choice.arguments)])
        }
        object.append("turns", .array(self.turns.map(\.json)))
        if let reward { reward.append(to: &object) }
        if let tokens { tokens.append(to: &object) }
        return .object(object)
    }
}

extension TrajectoryReward {
    fileprivate func append(to object: inout JSONObject) {
        object.append("correct", .bool(self.isCorrect))
        object.append("extracted", .optional(self.extracted))
        if let parts = self.parts {
            object.append(
                "parts",
                [
                    "logic": .number(parts.logic), "calculation": .number(parts.calculation),
                    "conclusion": .number(parts.conclusion),
                ])
        }
        object.append("turn_rewards", .array(self.turnRewards.map(JSONValue.number)))
        object.append("classes", .array(self.classes.map { .string($0.rawValue) }))
    }
}

extension TokenRecord {
    fileprivate func append(to object: inout JSONObject) {
        object.append("prompt_tokens", .array(self.prompt.map { .integer(Int($0)) }))
        object.append("response_tokens", .array(self.response.map { .integer(Int($0)) }))
        object.append("response_mask", .array(self.mask.map { .integer(Int($0)) }))
        if let values = self.logProbabilities {
            object.append("response_logprobs", .array(values.map(JSONValue.float)))
        }
    }
}

extension Turn {
    fileprivate var json: JSONValue {
        var object = JSONObject([
            ("text", .string(self.text)), ("content", .string(self.content)),
            ("finish_reason", .string(self.finishReason.rawValue)), ("tokens", .integer(self.tokenCount)),
            ("duration_s", .seconds(self.duration)), ("calls", .array(self.calls.map(\.json))),
        ])
        if self.droppedCalls > 0 { object.append("dropped_calls", .integer(self.droppedCalls)) }
        if let reply {
            object.append(
                "reply", ["text": .string(reply.text), "score": .number(reply.score), "done": .bool(reply.isDone)])
        }
        if !self.pieces.isEmpty {
            object.append("pieces", .array(self.pieces.map { [.string($0.text), .float($0.logProbability)] }))
        }
        return .object(object)
    }
}

extension CallRecord {
    fileprivate var json: JSONValue {
        var object = JSONObject([("name", .string(self.call.name)), ("id", .optional(self.call.id))])
        switch self.call.arguments {
        case .object(let arguments): object.append("arguments", .object(arguments))
        case .invalid(let text, let reason):
            object.append("invalid_arguments", ["text": .string(text), "reason": .string(reason)])
        }
        for (name, value) in [
            ("code", .optional(self.code)), ("stdout", .string(self.output)), ("stderr", .string(self.standardError)),
            ("observation", .string(self.observation)), ("outcome", .string(self.outcome.rawValue)),
            ("reward", self.reward.map(JSONValue.number) ?? .null), ("metrics", .object(self.metrics)),
            ("execution", .optional(self.executionID)), ("duration_s", .seconds(self.duration)),
            ("wall_s", .seconds(self.wall)), ("cpu_s", .seconds(self.cpu)),
        ] as [(String, JSONValue)] {
            object.append(name, value)
        }
        return .object(object)
    }
}

extension JSONValue {
    fileprivate static func seconds(_ duration: Duration) -> JSONValue {
        .number((duration / .microseconds(1)).rounded() / 1e6)
    }

    /// The shortest number that reads as this one again.
    fileprivate static func float(_ value: Float) -> JSONValue { .number(Double("\(value)") ?? Double(value)) }
}
