import AssayOutcome
import AssayRewards
package import AssayRollouts

/// What a batch of rollouts is like, in verl's metrics where it has them.
package enum RolloutMetrics {
    /// - Parameter longest: the most tokens that a response may have.
    package static func of(_ trajectories: [Trajectory], longest: Int) -> [String: Double] {
        let played = trajectories.filter { !$0.isMasked }
        var metrics: [String: Double] = [
            "response/aborted_ratio": Self.share(trajectories) { $0.isMasked },
            "rollout/tool_call_rate": Self.share(played) { !$0.calls.isEmpty },
            "rollout/correct_ratio": Self.share(played) { $0.reward?.isCorrect == true },
        ]
        metrics.describe("critic/score", played.compactMap { $0.reward?.score })
        metrics.describe("num_turns", played.map { Double($0.turnCount) })
        metrics.describe("tool_call_counts", played.map { Double($0.calls.count) })
        metrics.describe("prompt_length", played.compactMap { $0.tokens.map { Double($0.prompt.count) } })
        let lengths = played.compactMap { $0.tokens.map { Double($0.response.count) } }
        metrics.describe("response_length", lengths)
        metrics["response_length/clip_ratio"] = Self.share(lengths) { $0 >= Double(longest) }
        let calls = played.flatMap(\.calls)
        metrics["rollout/tool_error_ratio"] = Self.share(calls) { $0.outcome != .ok }
        metrics.describe("agent_loop/tool_calls", calls.map { $0.duration / .seconds(1) })
        for errorClass in Set(played.flatMap { $0.reward?.classes ?? [] }) {
            metrics["rollout/error/\(errorClass.rawValue)"] = Self.share(played) {
                $0.reward?.classes.contains(errorClass) == true
            }
        }
        return metrics
    }

    /// 0 of none.
    private static func share<Element>(_ elements: [Element], _ isCounted: (Element) -> Bool) -> Double {
        elements.isEmpty ? 0 : Double(elements.count(where: isCounted)) / Double(elements.count)
    }
}

extension [String: Double] {
    /// Adds mean, largest and least of some numbers; nothing of none.
    mutating func describe(_ name: String, _ values: [Double]) {
        guard let largest = values.max(), let least = values.min() else { return }
        self["\(name)/mean"] = values.reduce(0, +) / Double(values.count)
        self["\(name)/max"] = largest
        self["\(name)/min"] = least
    }
}
