import AssayAnswers

/// Rewards, and the tools that they depend on.
extension Diagnosis {
    /// What the moving average of rewards says.
    private enum RewardState {
        case fine
        /// Below the limit, but not for long.
        case early
        case low(steps: Int)
        case collapsed(best: Double)
    }

    private var rewards: MovingAverage { self.average(MetricName.reward) }

    private var rewardState: RewardState? {
        let average = self.rewards
        guard let last = average.last, let best = average.values.max() else { return nil }
        if best > 0, average.values.count >= 5, last < best * self.limits.keptReward { return .collapsed(best: best) }
        let low = average.trailing(below: self.limits.reward)
        if low == 0 { return .fine }
        return low < self.limits.patience ? .early : .low(steps: low)
    }

    private var hasLowRewards: Bool {
        switch self.rewardState {
        case .low, .collapsed: true
        case .fine, .early, nil: false
        }
    }

    var reward: RunFinding? {
        guard let state = self.rewardState, let last = self.rewards.last else { return nil }
        let mean = "the mean reward is \(Self.number(last))"
        switch state {
        case .fine:
            let first = self.values(MetricName.reward).first.map(Self.number) ?? "n/a"
            return RunFinding(.reward, .ok, "\(mean), and was \(first) at first")
        case .early:
            return RunFinding(.reward, .note, "\(mean); it is too early to tell whether that is little")
        case .low(let steps):
            let doubt = "\(mean), and has been below \(self.limits.reward) for \(Figure.count(steps)) steps"
            return RunFinding(
                .reward, .warning, self.hasToolErrors ? "\(doubt), while tool calls fail" : doubt,
                remedy: self.hasToolErrors
                    ? "see to the tools first: answers cannot be right without them"
                    : "start from an SFT checkpoint (actor_rollout_ref.model.path), or with easier problems; "
                        + "assay rollout show tells what the policy does")
        case .collapsed(let best):
            return RunFinding(
                .reward, .fault, "\(mean), and was \(Self.number(best)): the policy has collapsed",
                remedy: "go back to a checkpoint from before, and \(self.lowerRate)")
        }
    }

    // MARK: Tools

    private var toolErrors: Double? { self.average(MetricName.toolErrors).last }

    private var hasToolErrors: Bool { (self.toolErrors ?? 0) > self.limits.toolErrors }

    /// Failing calls with low rewards, or rollouts that the tools ended, may be the sandbox's doing.
    var suspectsSandbox: Bool { self.hasLowRewards && self.hasToolErrors || self.hasMaskedRollouts }

    var tools: RunFinding? {
        guard let errors = self.toolErrors, let rate = self.average(MetricName.toolCallRate).last else { return nil }
        let use = "\(Figure.percent(rate)) of rollouts call a tool"
        if self.hasToolErrors {
            return RunFinding(
                .tools, self.hasLowRewards ? .fault : .warning, "\(Figure.percent(errors)) of tool calls fail; \(use)",
                remedy: "\(self.toolErrorLog) has every failed call and what the policy was told")
        }
        if rate < self.limits.toolCalls, self.hasLowRewards {
            return RunFinding(
                .tools, .warning, "only \(use)",
                remedy: "show the policy how: demonstrations that call the tool, or a system message that names it")
        }
        return RunFinding(.tools, .ok, "\(use), \(Figure.percent(errors)) of calls fail")
    }

    private var maskedRatio: Double? { self.average(MetricName.maskedRatio).last }

    private var hasMaskedRollouts: Bool { (self.maskedRatio ?? 0) > self.limits.masked }

    var masked: RunFinding? {
        guard let ratio = self.maskedRatio else { return nil }
        guard self.hasMaskedRollouts else {
            return RunFinding(.masked, .ok, "\(Figure.percent(ratio)) of rollouts ended by a fault of the tools")
        }
        return RunFinding(
            .masked, .warning, "\(Figure.percent(ratio)) of rollouts ended by a fault of the tools, and taught nothing",
            remedy:
                "\(self.toolErrorLog) has the calls with outcome infra_error or overloaded; a tool server with more "
                + "workers, or fewer rollouts at a time, helps against the latter")
    }
}
