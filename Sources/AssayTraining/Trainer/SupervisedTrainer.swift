package import AssayModel

/// Supervised fine-tuning: the policy imitates demonstrations.
///
/// The loss is the mean of −log π over the tokens that the assistant wrote, of all sequences of the batch.
package final class SupervisedTrainer {
    package let learner: Learner
    private let curriculum: DemonstrationCurriculum
    package let codec: ConversationCodec

    package init(_ learner: Learner, curriculum: DemonstrationCurriculum, codec: ConversationCodec) {
        self.learner = learner
        self.curriculum = curriculum
        self.codec = codec
    }

    /// How many steps are done.
    package var step: Int { self.learner.optimizer.steps }

    /// Whether all of them are.
    package var isDone: Bool { self.step >= self.curriculum.stepCount }

    /// One step of the optimizer.
    /// - Returns: metrics, in the names of verl's trainer.
    package func advance() -> [String: Double] {
        var clock = StepClock()
        let (curriculum, codec, step) = (self.curriculum, self.codec, self.step)
        let examples = clock.measure("data") {
            curriculum.demonstrations(of: step).map { SupervisedExample($0, codec: codec) }
        }
        let mark = StepClock.Mark()
        var metrics = self.learn(examples.map(\.input))
        clock.add("update", since: mark)
        metrics["train/tokens"] = Double(examples.reduce(0) { $0 + $1.input.tokens.count })
        return metrics.merging(clock.metrics) { $1 }
    }

    /// One step of the optimizer on sequences whose positions are to be imitated.
    package func learn(_ inputs: [SequenceInput]) -> [String: Double] {
        let count = inputs.reduce(0) { $0 + $1.positions.count }
        let slope = -1 / Float(max(1, count))
        let update = self.learner.learn(from: inputs, step: self.step) { index, _ in
            OutputGradient(logProbabilities: [Float](repeating: slope, count: inputs[index].positions.count))
        }
        let sum = update.outputs.reduce(0) { $0 + $1.logProbabilities.reduce(0) { $0 + Double($1) } }
        return [
            "train/loss": -sum / Double(max(1, count)), "train/grad_norm": update.norm, "train/lr": update.rate,
        ]
    }
}
