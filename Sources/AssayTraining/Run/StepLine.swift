import AssayAnswers

/// The seed's log line: `[INFO] Step 100 | Actor Loss: 0.421 | Critic Loss: 0.387 | Reward: 0.612 | KL: 0.023`.
///
/// What a run does not have is `n/a`. GRPO has no critic: a 0 there would read as a critic that errs nowhere, and would be
/// averaged by whoever reads logs.
package struct StepLine: Sendable, CustomStringConvertible {
    package let step: Int
    package let metrics: [String: Double]

    package init(step: Int, metrics: [String: Double]) {
        self.step = step
        self.metrics = metrics
    }

    package var description: String {
        let parts = [
            ("Actor Loss", self.metrics[MetricName.actorLoss]), ("Critic Loss", self.metrics[MetricName.criticLoss]),
            ("Reward", self.metrics[MetricName.reward]), ("KL", self.metrics.divergence?.value),
        ]
        return "[INFO] Step \(self.step) | " + parts.map { "\($0): \(Self.decimal($1))" }.joined(separator: " | ")
    }

    /// In ASCII: what reads logs knows no other minus.
    private static func decimal(_ value: Double?) -> String {
        guard let value else { return "n/a" }
        guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
        let digits = Figure.decimal(value.magnitude, digits: 3).filter { $0 != "," }
        return value < 0 && digits != "0.000" ? "-" + digits : digits
    }
}
