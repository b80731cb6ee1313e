import AssayAnswers
import AssayTraining

/// Tells of a run of training on the terminal: a line now and then, and a live one in between.
actor TrainingConsole: TrainingObserver {
    private let isQuiet: Bool
    private var telling: RunTelling
    private var progress = ProgressLine()
    private var count = 0

    /// - Parameter telling: which lines there are.
    init(isQuiet: Bool, telling: RunTelling) {
        self.isQuiet = isQuiet
        self.telling = telling
    }

    func observe(_ event: TrainingEvent) {
        switch event {
        case .began(_, _, let count):
            self.count = count
            self.progress = ProgressLine()
        case .imitated(let step, let metrics): self.show(step, "loss", metrics["train/loss"])
        case .learned(let step, let outcome): self.show(step, "reward", outcome.metrics["critic/score/mean"])
        case .tested, .saved, .wentBack: break
        }
        guard let line = self.telling.line(for: event) else { return }
        self.progress.clear()
        StandardStream.print(line)
    }

    /// Takes the live line away.
    func finish() { self.progress.clear() }

    private func show(_ step: Int, _ name: String, _ value: Double?) {
        guard !self.isQuiet else { return }
        self.progress.show(
            step, of: self.count, "\(name) \(value.map { Figure.decimal($0, digits: 3) } ?? "n/a")")
    }
}
