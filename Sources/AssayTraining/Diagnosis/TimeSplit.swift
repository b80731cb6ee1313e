/// Where the time of steps goes.
package struct TimeSplit: Sendable, Equatable {
    /// What a step is made of.
    package enum Part: String, CaseIterable, Sendable {
        /// Sampling tokens.
        case generation
        /// Waiting for tools while nothing can be sampled.
        case tools
        /// Making prompts and batches.
        case data
        /// What the policy and others say of the tokens, rewards and advantages.
        case judging
        case update
        /// Whatever no part has been told of.
        case other

        /// verl's names below `timing_s/`, and ours.
        fileprivate var names: [String] {
            switch self {
            case .generation: ["gen"]
            case .tools: ["tools"]
            case .data: ["data"]
            case .judging: ["reward", "old_log_prob", "ref", "values", "adv"]
            case .update: ["update_actor", "update_critic", "update"]
            case .other: []
            }
        }
    }

    /// Seconds by part, of all steps together.
    package private(set) var seconds: [Part: Double] = [:]
    package let steps: Int

    /// - Returns: nil where no step tells its time.
    package init?(_ steps: [[String: Double]]) {
        let timed = steps.filter { ($0["timing_s/step"] ?? 0) > 0 }
        guard !timed.isEmpty else { return nil }
        self.steps = timed.count
        for values in timed {
            var rest = values["timing_s/step"] ?? 0
            for part in Part.allCases {
                let seconds = part.names.reduce(0) { $0 + (values["timing_s/\($1)"] ?? 0) }
                self.seconds[part, default: 0] += seconds
                rest -= seconds
            }
            self.seconds[.other, default: 0] += max(0, rest)
        }
    }

    package var total: Double { self.seconds.values.reduce(0, +) }
    package var secondsPerStep: Double { self.total / Double(self.steps) }

    /// 0…1.
    package func share(of part: Part) -> Double { self.total > 0 ? (self.seconds[part] ?? 0) / self.total : 0 }

    /// The part that takes most.
    package var bottleneck: Part { Part.allCases.max { self.share(of: $0) < self.share(of: $1) } ?? .other }
}
