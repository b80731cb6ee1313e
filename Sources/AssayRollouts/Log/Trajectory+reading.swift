import AssayClient
package import AssayJSON
import AssayOutcome
import AssayRewards

extension Trajectory {
    /// Reads a line of a ``TrajectoryLog``. What it does not know is skipped.
    /// - Throws: everything that is wrong with it.
    package init(_ value: JSONValue) throws(FieldFaults) {
        var reader = try FieldReader(record: value)
        let identity = SampleIdentity(
            step: reader.integer("step"), prompt: reader.integer("prompt"), sample: reader.integer("sample"))
        let prompt = RolloutPrompt(&reader)
        let turns = reader.list("turns", Turn.init(_:))
        self.init(
            identity: identity, prompt: prompt, turns: turns,
            stopReason: reader.name("stop_reason", as: StopReason.self) ?? .completed,
            failure: reader.string("failure"), tokens: TokenRecord(&reader), duration: reader.duration("duration_s"),
            reward: TrajectoryReward(&reader))
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }
}

extension RolloutPrompt {
    fileprivate init(_ reader: inout FieldReader) {
        let truth = reader.value("gts")
        self.init(
            messages: reader.list("messages", Message.init(_:)),
            groundTruth: (truth?.array ?? truth.map { [$0] } ?? []).compactMap(\.string),
            question: reader.string("question"), dataSource: reader.string("data_source"))
        for member in reader.value("tools_kwargs")?.object?.members ?? [] {
            self.toolArguments[member.name] = member.value.object
        }
        self.interaction = reader.value("interaction").flatMap { value in
            value["name"]?.string.map { .init(name: $0, arguments: value["arguments"]?.object ?? JSONObject()) }
        }
    }
}

extension TrajectoryReward {
    fileprivate init?(_ reader: inout FieldReader) {
        guard let score = reader.read("score", "a number", { $0.double }) else { return nil }
        let parts = reader.value("parts")
        let numbers = reader.read("turn_rewards", "a list of numbers") { $0.array?.compactMap(\.double) }
        self.init(
            score: score, isCorrect: reader.bool("correct") ?? false, extracted: reader.string("extracted"),
            parts: parts.flatMap { value in
                guard let logic = value["logic"]?.double, let calculation = value["calculation"]?.double,
                    let conclusion = value["conclusion"]?.double
                else { return nil }
                return Reward.Parts(logic: logic, calculation: calculation, conclusion: conclusion)
            },
            turnRewards: numbers ?? [],
            classes: (reader.strings("classes") ?? []).compactMap(ErrorClass.init(rawValue:)))
    }
}

extension TokenRecord {
    fileprivate init?(_ reader: inout FieldReader) {
        guard reader.value("response_tokens") != nil else { return nil }
        let floats = reader.read("response_logprobs", "a list of numbers") { value in
            value.array?.compactMap { $0.double.map(Float.init) }
        }
        let mask: [Int32] = reader.integers("response_mask")
        self.init(
            prompt: reader.integers("prompt_tokens"), response: reader.integers("response_tokens"),
            mask: mask.map { $0 == 1 ? 1 : 0 }, logProbabilities: floats)
    }
}

extension Turn {
    fileprivate init(_ value: JSONValue) throws(FieldFaults) {
        var reader = try FieldReader(record: value)
        self.init(
            text: reader.string("text") ?? "", content: reader.string("content"),
            finishReason: reader.name("finish_reason", as: Generation.FinishReason.self) ?? .stop,
            tokenCount: reader.integer("tokens"), duration: reader.duration("duration_s"))
        self.calls = reader.list("calls", CallRecord.init(_:))
        self.droppedCalls = reader.value("dropped_calls")?.integer ?? 0
        self.reply = reader.value("reply").map { reply in
            InteractionReply(
                isDone: reply["done"]?.bool ?? false, text: reply["text"]?.string ?? "",
                score: reply["score"]?.double ?? 0)
        }
        self.pieces = (reader.value("pieces")?.array ?? []).compactMap { piece in
            guard let pair = piece.array, pair.count == 2, let text = pair[0].string, let value = pair[1].double else {
                return nil
            }
            return Generation.Piece(text: text, logProbability: Float(value))
        }
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }
}

extension CallRecord {
    fileprivate init(_ value: JSONValue) throws(FieldFaults) {
        var reader = try FieldReader(record: value)
        let invalid = reader.value("invalid_arguments")
        let arguments = invalid.map { invalid -> ToolArguments in
            .invalid(text: invalid["text"]?.string ?? "", reason: invalid["reason"]?.string ?? "")
        }
        self.init(
            call: ToolCall(
                id: reader.string("id"), name: reader.string("name") ?? "",
                arguments: arguments ?? .object(reader.value("arguments")?.object ?? JSONObject())),
            observation: reader.string("observation") ?? "", output: reader.string("stdout") ?? "",
            outcome: reader.name("outcome", as: Outcome.self) ?? .ok,
            reward: reader.value("reward")?.double, metrics: reader.value("metrics")?.object ?? JSONObject(),
            code: reader.string("code"), standardError: reader.string("stderr") ?? "",
            executionID: reader.string("execution"), duration: reader.duration("duration_s"),
            wall: reader.duration("wall_s"), cpu: reader.duration("cpu_s"))
        guard reader.faults.isEmpty else { throw FieldFaults(reader.faults) }
    }
}

extension FieldReader {
    fileprivate init(record value: JSONValue) throws(FieldFaults) {
        guard let object = value.object else {
            throw FieldFaults([FieldFault(field: "", message: "must be an object")])
        }
        self.init(object, known: nil)
    }

    fileprivate mutating func integer(_ name: String) -> Int {
        if self.value(name) == nil { self.fault(name, "is required") }
        return self.read(name, "a whole number") { $0.integer } ?? 0
    }

    fileprivate mutating func duration(_ name: String) -> Duration {
        let seconds = self.read(name, "a number of seconds") { value in
            value.double.flatMap { abs($0) < 1e9 ? $0 : nil }
        }
        return .microseconds(Int64(((seconds ?? 0) * 1e6).rounded()))
    }

    fileprivate mutating func integers(_ name: String) -> [Int32] {
        let integers = self.read(name, "a list of token ids") { value -> [Int32]? in
            let elements = value.array ?? []
            let integers = elements.compactMap { $0.integer.flatMap(Int32.init(exactly:)) }
            return integers.count == elements.count ? integers : nil
        }
        return integers ?? []
    }

    fileprivate mutating func list<Element>(
        _ name: String, _ convert: (JSONValue) throws(FieldFaults) -> Element
    ) -> [Element] {
        var elements: [Element] = []
        for (index, value) in (self.read(name, "a list") { $0.array } ?? []).enumerated() {
            do {
                elements.append(try convert(value))
            } catch {
                for fault in error.inside("\(name)[\(index)]").faults { self.fault(fault) }
            }
        }
        return elements
    }
}
