import AssayAnswers

/// How the policy changes.
extension Diagnosis {
    /// What to do against steps that are too large.
    var lowerRate: String {
        guard let rate = self.values(MetricName.learningRate).max(), rate > 0 else {
            return "lower algorithm.lr to 1e-6"
        }
        return rate > 1e-5
            ? "lower algorithm.lr from \(rate) to a tenth (1e-6 is usual for a large model)"
            : "lower algorithm.lr from \(rate) to \(rate > 1e-6 ? "1e-6" : "\(rate / 10)")"
    }

    private static let checkpoint = "start from an SFT checkpoint (actor_rollout_ref.model.path)"

    var divergence: RunFinding? {
        let series = self.steps.compactMap { $0.values.divergence }
        guard let name = series.last?.name else { return nil }
        let average = MovingAverage(
            series.filter { $0.name == name }.map(\.value), smoothing: self.limits.smoothing)
        guard let last = average.last else { return nil }
        let detail = "\(name) is \(Self.number(last))"
        guard last > self.limits.divergence else {
            return RunFinding(.divergence, .ok, "\(detail), below \(self.limits.divergence)")
        }
        let rewards = self.average(MetricName.reward)
        // A policy that has learned much is far from where it began.
        let isEarned = rewards.last.map { $0 >= self.limits.solved } ?? false
        return RunFinding(
            .divergence, isEarned ? .note : .warning,
            "\(detail), above \(self.limits.divergence): the policy leaves its reference"
                + (isEarned ? ", and has learned something there" : ""),
            remedy: "\(self.lowerRate), or \(Self.checkpoint)")
    }

    var groups: RunFinding? {
        guard let uniform = self.average(MetricName.uniformGroups).last else { return nil }
        let detail = "in \(Figure.percent(uniform)) of groups all answers are worth the same"
        guard uniform > self.limits.uniformGroups else { return RunFinding(.groups, .ok, detail) }
        let reward = self.average(MetricName.reward).last ?? 0
        if reward >= self.limits.solved {
            return RunFinding(
                .groups, .note, "\(detail), mostly all right: little is left to learn from these problems",
                remedy: "take harder problems, or end here")
        }
        return RunFinding(
            .groups, reward < 0.1 ? .fault : .warning, "\(detail): there is nothing to compare",
            remedy:
                "take easier problems, more answers to each (actor_rollout_ref.rollout.n), or a policy that is right "
                + "now and then: \(Self.checkpoint)")
    }

    var entropy: RunFinding? {
        let values = self.values(MetricName.entropy)
        guard values.count >= 10 else { return nil }
        let (first, last) = (Self.mean(values.prefix(5)), Self.mean(values.suffix(5)))
        let detail = "the entropy is \(Self.number(last)), and was \(Self.number(first)) at first"
        let reward = self.average(MetricName.reward).last ?? 0
        guard first > 0, last < first * self.limits.keptEntropy, reward < self.limits.solved else {
            return RunFinding(.entropy, .ok, detail)
        }
        return RunFinding(
            .entropy, .warning, "\(detail): the policy tries nothing new, and is not good yet",
            remedy: "raise actor_rollout_ref.actor.clip_ratio_high (0.28) or entropy_coeff, or \(self.lowerRate)")
    }

    var length: RunFinding? {
        guard let clipped = self.average(MetricName.clippedRatio).last else { return nil }
        let detail = "\(Figure.percent(clipped)) of responses are as long as they may be"
        guard clipped > self.limits.clipped else { return RunFinding(.length, .ok, detail) }
        return RunFinding(
            .length, .warning, "\(detail), and so cut before their answer", remedy: "raise data.max_response_length")
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double {
        values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }
}
