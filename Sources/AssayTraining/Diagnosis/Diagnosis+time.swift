import AssayAnswers

/// Where time goes.
extension Diagnosis {
    var time: RunFinding? {
        guard let split = self.timeSplit else { return nil }
        let shares = TimeSplit.Part.allCases.filter { split.share(of: $0) >= 0.005 }.sorted {
            split.share(of: $0) > split.share(of: $1)
        }
        let list = shares.map { "\($0.rawValue) \(Figure.decimal(split.share(of: $0) * 100, digits: 0)) %" }
        let detail =
            "a step takes \(Figure.decimal(split.secondsPerStep, digits: 2)) s: "
            + list.joined(separator: ", ") + "; \(split.bottleneck.bottleneck)"
        let waits =
            [.tools, .data].contains(split.bottleneck) && split.share(of: split.bottleneck) > self.limits.waiting
        return RunFinding(.time, waits ? .warning : .ok, detail, remedy: split.bottleneck.remedy)
    }
}

extension TimeSplit.Part {
    fileprivate var bottleneck: String {
        switch self {
        case .generation: "generation is the bottleneck"
        case .tools: "tools are the bottleneck: the policy waits for them"
        case .data: "data loading is the bottleneck"
        case .judging: "judging the answers is the bottleneck"
        case .update: "the update is the bottleneck"
        case .other: "most of it is not told apart"
        }
    }

    fileprivate var remedy: String? {
        switch self {
        case .generation:
            "shorter answers (data.max_response_length), or fewer to a prompt (actor_rollout_ref.rollout.n)"
        case .tools:
            "a tool server with more workers, or on another machine"
        case .data: "keep data on a local disk, unpacked"
        case .judging: "no reference where no KL term asks for one"
        case .update: "fewer passes (ppo_epochs), or a smaller model"
        case .other: nil
        }
    }
}
