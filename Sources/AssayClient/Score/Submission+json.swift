import AssayJSON
import AssayOutcome

extension Submission {
    /// The body of `/v1/score`, or an item of its batch.
    var json: JSONValue {
        var object = JSONObject()
        switch self.response {
        case .solution(let text): object.append("solution_str", .string(text))
        case .turns(let turns): object.append("turns", .array(turns.map(\.json)))
        }
        object.append("ground_truth", .array(self.groundTruth.map(JSONValue.string)))
        if let source = self.dataSource { object.append("data_source", .string(source)) }
        if let question = self.question { object.append("question", .string(question)) }
        if let mode = self.mode { object.append("mode", .string(mode)) }
        if let reward = self.reward { object.append("reward", .string(reward)) }
        if self.explains { object.append("explain", true) }
        for (name, value) in self.options.members { object.append(name, value) }
        return .object(object)
    }
}

extension Submission.Turn {
    fileprivate var json: JSONValue {
        var object = JSONObject([("role", .string(self.role.rawValue)), ("content", .string(self.content))])
        if !self.runs.isEmpty { object.append("tool", .array(self.runs.map(\.json))) }
        return .object(object)
    }
}

extension Submission.Run {
    fileprivate var json: JSONValue {
        [
            "outcome": .string(self.outcome.rawValue), "stdout": .string(self.standardOutput),
            "value": .optional(self.value),
        ]
    }
}
