/// The curves of a run.
extension RunReport {
    var charts: [LineChart] {
        let limits = self.diagnosis.limits
        return [
            LineChart(
                title: "Reward", note: "mean of a step, and its moving average",
                series: [self.series(MetricName.reward, isFaint: true), self.average(MetricName.reward, "reward")],
                limits: [.init(value: limits.reward, name: "\(limits.reward)")], bounds: self.rewardBounds),
            LineChart(
                title: "KL", note: "\(self.divergence ?? "none was measured"), in nats a token",
                series: self.divergence.map { [self.series($0, "KL")] } ?? [],
                limits: [.init(value: limits.divergence, name: "\(limits.divergence)")]),
            LineChart(
                title: "Accuracy", note: "greedy, by set of problems", series: self.accuracies, bounds: [0, 1],
                isShare: true),
            LineChart(
                title: "Tools", note: "shares of rollouts and of calls",
                series: [
                    self.series(MetricName.toolCallRate, "rollouts that call a tool"),
                    self.series(MetricName.toolErrors, "calls that fail"),
                ], bounds: [0, 1], isShare: true),
            LineChart(
                title: "Losses", note: "of the policy, and of the critic where there is one",
                series: [self.series(MetricName.actorLoss, "actor"), self.series(MetricName.criticLoss, "critic")]),
            LineChart(
                title: "Entropy", note: "of the policy, in nats a token",
                series: [self.series(MetricName.entropy, "entropy")]),
            LineChart(
                title: "Answers", note: "shares of groups and of responses",
                series: [
                    self.series(MetricName.uniformGroups, "groups whose answers are worth the same"),
                    self.series(MetricName.clippedRatio, "responses that were cut"),
                ], bounds: [0, 1], isShare: true),
            LineChart(
                title: "Demonstrations", note: "loss of imitating them, in nats a token",
                series: [
                    LineChart.Series(
                        name: "loss",
                        points: self.diagnosis.demonstrations.compactMap { line in
                            line[MetricName.demonstrationLoss].map { (Double(line.step), $0) }
                        })
                ]),
        ]
    }

    private func points(_ name: String) -> [(x: Double, y: Double)] {
        self.diagnosis.steps.compactMap { line in line[name].map { (Double(line.step), $0) } }
    }

    private func series(_ name: String, _ title: String = "", isFaint: Bool = false) -> LineChart.Series {
        LineChart.Series(name: title, points: self.points(name), isFaint: isFaint)
    }

    private func average(_ name: String, _ title: String) -> LineChart.Series {
        let points = self.points(name)
        let average = MovingAverage(points.map(\.y), smoothing: self.diagnosis.limits.smoothing)
        return LineChart.Series(name: title, points: zip(points, average.values).map { ($0.x, $1) })
    }

    /// All rewards are 0…1 but for those of one mode of the scorer, which go from −1.
    private var rewardBounds: [Double] {
        self.points(MetricName.reward).contains { $0.y < 0 } ? [-1, 1] : [0, 1]
    }

    private var divergence: String? { self.diagnosis.steps.last?.values.divergence?.name }

    private var accuracies: [LineChart.Series] {
        self.greedyTests.filter { $0.tests.count > 1 }.map { series in
            LineChart.Series(
                name: series.split,
                points: series.tests.compactMap { test in test.result.accuracy.map { (Double(test.step), $0) } })
        }
    }
}
