import AssayRewards
import AssayScoring
import Metrics

/// Counts of scores that are not in the metrics yet: a chunk of a batch is counted at once, for a metric takes a lock.
struct ScoreTally {
    private struct Series: Hashable {
        var mode: ScoringMode
        var correct: Bool?
    }

    private var counts: [Series: Int64] = [:]
    private var rewards: [ScoringMode: [Double]] = [:]

    mutating func note(_ reply: ScoringReply, mode: ScoringMode) {
        guard case .scored(let score) = reply else {
            self.counts[Series(mode: mode, correct: nil), default: 0] += 1
            return
        }
        self.counts[Series(mode: mode, correct: score.isCorrect), default: 0] += 1
        self.rewards[mode, default: []].append(score.reward.double)
    }

    /// Adds the counts to `assay_scores_total` and the rewards to `assay_reward`.
    func record(in metrics: any MetricsFactory) {
        for (series, count) in self.counts {
            let labels = [("mode", series.mode.rawValue), ("correct", series.correct.map { "\($0)" } ?? "null")]
            Counter(label: "assay_scores", dimensions: labels, factory: metrics).increment(by: count)
        }
        for (mode, rewards) in self.rewards {
            let recorder = Recorder(
                label: "assay_reward", dimensions: [("mode", mode.rawValue)], aggregate: true, factory: metrics)
            for reward in rewards { recorder.record(reward) }
        }
    }
}
