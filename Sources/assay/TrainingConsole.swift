import AssayAnswers
import AssayTraining

/// Tells of a run of training on the terminal: a line now and then, and a live one in between.
actor TrainingConsole: TrainingObserver {
    private let isQuiet: Bool
    /// After how many steps there is a line.
    private let frequency: Int
    private var progress = ProgressLine()
    private var count = 0

    init(isQuiet: Bool, frequency: Int) {
        self.isQuiet = isQuiet
        self.frequency = frequency
    }

    func observe(_ event: TrainingEvent) {
        switch event {
        case .began(let phase, let step, let count):
            self.count = count
            self.progress = ProgressLine()
            let what = phase == .supervised ? "demonstrations" : "rewards"
            if step < count { self.tell("Learning from \(what), steps \(step + 1) to \(count)") }
        case .imitated(let step, let metrics):
            let loss = "Loss: \(Self.decimal(metrics["train/loss"]))"
            self.show(step, loss)
            if step.isMultiple(of: 100) || step == self.count { self.tell("SFT step \(step) | \(loss)") }
        case .learned(let step, let outcome):
            let reward = "reward \(Self.decimal(outcome.metrics["critic/score/mean"]))"
            self.show(step, reward)
            if step.isMultiple(of: self.frequency) || step == self.count {
                self.tell(Self.line(step, outcome.metrics))
            }
        case .tested(let step, let result, _):
            let interval = result.interval.map {
                " (\(Self.decimal($0.lower * 100, 1))–\(Self.decimal($0.upper * 100, 1)))"
            }
            self.tell(
                "Test at step \(step): \(result.split), T=\(result.temperature), \(result.count) problems: "
                    + "\(Figure.percent(result.accuracy))\(interval ?? "") right")
        case .saved(let folder):
            self.tell("Checkpoint: \(folder)")
        }
    }

    /// Takes the live line away.
    func finish() { self.progress.clear() }

    private func show(_ step: Int, _ text: String) {
        if !self.isQuiet { self.progress.show(step, of: self.count, text) }
    }

    private func tell(_ text: String) {
        self.progress.clear()
        StandardStream.print("[INFO] \(text)")
    }

    private static func line(_ step: Int, _ metrics: [String: Double]) -> String {
        "Step \(step) | Actor Loss: \(self.decimal(metrics["actor/pg_loss"])) | "
            + "Critic Loss: \(self.decimal(metrics["critic/vf_loss"] ?? 0)) | "
            + "Reward: \(self.decimal(metrics["critic/score/mean"])) | KL: \(self.decimal(metrics["actor/kl_loss"]))"
    }

    private static func decimal(_ value: Double?, _ digits: Int = 3) -> String {
        value.map { Figure.decimal($0, digits: digits) } ?? "–"
    }
}
