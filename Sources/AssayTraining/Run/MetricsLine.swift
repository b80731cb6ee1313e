package import AssayJSON
package import Foundation

/// What was measured at one step of a run.
package struct MetricsLine: Sendable, Equatable {
    /// What was done.
    package enum Phase: String, CaseIterable, Sendable {
        /// A step of learning from demonstrations.
        case supervised = "sft"
        /// A step of learning from rewards.
        case policy = "rl"
        /// A test, after so many steps of learning from rewards.
        case test
    }

    package var phase: Phase
    /// Steps of the phase that are done, this one included.
    package var step: Int
    package var time: Date
    /// By verl's names.
    package var values: [String: Double]

    package init(_ phase: Phase, step: Int, time: Date = Date(), _ values: [String: Double]) {
        self.phase = phase
        self.step = step
        self.time = time
        self.values = values
    }

    package subscript(name: String) -> Double? { self.values[name] }

    /// verl's `{"step": …, "data": {…}}`, and beside it what was done, and when in seconds of the epoch.
    package var json: JSONValue {
        let values = self.values.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.number($0.value)) }
        return [
            "step": .integer(self.step), "phase": .string(self.phase.rawValue),
            "time": .number(self.time.timeIntervalSince1970), "data": .object(JSONObject(values)),
        ]
    }

    /// - Returns: nil for what ``json`` does not write. What was no finite number is left out.
    package init?(_ json: JSONValue) {
        guard let phase = json["phase"]?.string.flatMap(Phase.init(rawValue:)), let step = json["step"]?.integer,
            let time = json["time"]?.double, let values = json["data"]?.object
        else { return nil }
        self.init(
            phase, step: step, time: Date(timeIntervalSince1970: time),
            Dictionary(
                values.members.compactMap { member in member.value.double.map { (member.name, $0) } },
                uniquingKeysWith: { $1 }))
    }
}
