import AssayClient
import AssayJSON
import AssayOutcome
import AssayRewards

/// Trajectories as the page's script reads them: what a person looks at, and no token ids.
struct RolloutCards {
    private let trajectories: [Trajectory]

    init(_ trajectories: [Trajectory]) { self.trajectories = trajectories }

    /// `prompts` has the messages of each prompt once, however many rollouts it has.
    var json: JSONValue {
        var prompts: [[Message]] = []
        var places: [Int: [Int]] = [:]
        let cards = self.trajectories.map { trajectory in
            let (messages, index) = (trajectory.prompt.messages, trajectory.identity.prompt)
            let place = places[index]?.first { prompts[$0] == messages } ?? prompts.count
            if place == prompts.count {
                prompts.append(messages)
                places[index, default: []].append(place)
            }
            return trajectory.card(from: place)
        }
        let messages = prompts.map { messages in
            JSONValue.array(
                messages.map { ["role": .string($0.role.rawValue), "text": .string($0.content)] as JSONValue })
        }
        return ["prompts": .array(messages), "rollouts": .array(cards)]
    }
}

extension JSONObject {
    /// Adds what is there.
    fileprivate mutating func append(_ name: String, ifAny value: JSONValue?) {
        if let value, value != .null { self.append(name, value) }
    }
}

extension Trajectory {
    fileprivate func card(from place: Int) -> JSONValue {
        var card = JSONObject([
            ("id", .string("\(self.identity.prompt).\(self.identity.sample)")),
            ("prompt", .integer(self.identity.prompt)), ("sample", .integer(self.identity.sample)),
            ("from", .integer(place)), ("truth", .string(self.prompt.groundTruth.joined(separator: " and "))),
            ("stop", .string(self.stopReason.rawValue)), ("masked", .bool(self.isMasked)),
            ("seconds", .number(self.duration / .seconds(1))),
            ("classes", .array((self.reward?.classes ?? []).map { .string($0.rawValue) })),
        ])
        card.append("failure", ifAny: .optional(self.failure))
        card.append("score", ifAny: self.reward.map { .number($0.score) })
        card.append("correct", ifAny: self.reward.map { .bool($0.isCorrect) })
        card.append("extracted", ifAny: .optional(self.reward?.extracted))
        if let parts = self.reward?.parts {
            card.append(
                "parts",
                [
                    "logic": .number(parts.logic), "calculation": .number(parts.calculation),
                    "conclusion": .number(parts.conclusion),
                ])
        }
        let findings = Dictionary(grouping: TrajectoryDetector().findings(in: self)) { $0 }.mapValues(\.count)
        card.append(
            "found",
            .object(
                JSONObject(
                    Finding.allCases.compactMap { name in findings[name].map { (name.rawValue, .integer($0)) } })))
        let rewards = self.reward?.turnRewards ?? []
        card.append(
            "turns",
            .array(
                self.turns.enumerated().map { index, turn in
                    turn.card(reward: rewards.indices.contains(index) ? rewards[index] : nil)
                }))
        return .object(card)
    }
}

extension Turn {
    fileprivate func card(reward: Double?) -> JSONValue {
        var card = JSONObject([
            ("text", .string(self.text)), ("finish", .string(self.finishReason.rawValue)),
            ("tokens", .integer(self.tokenCount)), ("seconds", .number(self.duration / .seconds(1))),
            ("calls", .array(self.calls.map(\.card))),
        ])
        if self.content != self.text { card.append("content", .string(self.content)) }
        card.append("reward", ifAny: reward.map(JSONValue.number))
        if self.droppedCalls > 0 { card.append("dropped", .integer(self.droppedCalls)) }
        if let reply { card.append("reply", ["text": .string(reply.text), "score": .number(reply.score)]) }
        if !self.pieces.isEmpty {
            card.append(
                "pieces", .array(self.pieces.map { [.string($0.text), .number(Double($0.logProbability))] }))
        }
        return .object(card)
    }
}

extension CallRecord {
    fileprivate var card: JSONValue {
        var card = JSONObject([
            ("name", .string(self.call.name)), ("passed", .string(self.passedText)),
            ("observation", .string(self.observation)), ("outcome", .string(self.outcome.rawValue)),
            ("seconds", .number(self.duration / .seconds(1))), ("cpu", .number(self.cpu / .seconds(1))),
        ])
        card.append("reward", ifAny: self.reward.map(JSONValue.number))
        // Where the observation is all of it, it is there already.
        if !self.output.isEmpty, self.output != self.observation { card.append("output", .string(self.output)) }
        if !self.standardError.isEmpty { card.append("stderr", .string(self.standardError)) }
        return .object(card)
    }
}
