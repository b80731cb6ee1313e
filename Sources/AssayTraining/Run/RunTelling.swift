import AssayAnswers

/// What a person is told of a run as it goes, a line at a time: on the terminal, and in `train.log`.
package struct RunTelling: Sendable {
    /// After how many steps of learning from rewards there is a line, and from demonstrations.
    private let frequency: Int
    private let supervisedFrequency: Int
    private var stepCount = 0

    package init(frequency: Int = 1, supervisedFrequency: Int = 100) {
        self.frequency = frequency
        self.supervisedFrequency = supervisedFrequency
    }

    /// - Returns: nil where the event is not worth a line.
    package mutating func line(for event: TrainingEvent) -> String? {
        switch event {
        case .began(let phase, let step, let count):
            self.stepCount = count
            guard step < count else { return nil }
            let teacher = phase == .supervised ? "demonstrations" : "rewards"
            return "[INFO] Learning from \(teacher): steps \(step + 1) to \(count)"
        case .imitated(let step, let metrics):
            guard step.isMultiple(of: self.supervisedFrequency) || step == self.stepCount else { return nil }
            let loss = metrics[MetricName.demonstrationLoss].map { Figure.decimal($0, digits: 3) } ?? "n/a"
            return "[INFO] SFT step \(step) | Loss: \(loss)"
        case .learned(let step, let outcome):
            guard step.isMultiple(of: self.frequency) || step == self.stepCount else { return nil }
            return StepLine(step: step, metrics: outcome.metrics).description
        case .tested(let step, let result, _):
            return "[INFO] Test after step \(step) | \(result.title): \(Self.accuracy(result))"
        case .saved(let folder): return "[INFO] Checkpoint: \(folder)"
        case .wentBack(let step, let fault, let checkpoint):
            return "[WARNING] Step \(step): \(fault.message); back to \(checkpoint)"
        }
    }

    private static func accuracy(_ result: EvaluationResult) -> String {
        let interval = result.interval.map {
            " (95 %: \(Figure.decimal($0.lower * 100, digits: 1))–\(Figure.decimal($0.upper * 100, digits: 1)))"
        }
        return "\(Figure.percent(result.accuracy)) of \(Figure.count(result.count)) right\(interval ?? "")"
    }
}

extension EvaluationResult {
    /// `numbers, greedy`, or `numbers, T=1`: what was tested, and how it answered.
    package var title: String { "\(self.split), \(self.decoding)" }

    /// How tokens were chosen.
    package var decoding: String {
        guard self.temperature > 0 else { return "greedy" }
        let isWhole = self.temperature == self.temperature.rounded()
        return "T=" + (isWhole ? "\(Int(self.temperature))" : "\(self.temperature)")
    }
}
