import AssayAnswers
package import Foundation

/// Tells from a run's metrics, be it finished or under way, how it goes, what is wrong with it and what helps.
package struct Diagnosis: Sendable {
    let limits: DiagnosisLimits
    /// Steps of learning from rewards, in order.
    let steps: [MetricsLine]
    /// Steps of learning from demonstrations.
    let demonstrations: [MetricsLine]
    private let tests: [MetricsLine]
    let toolErrorLog: String
    private let now: Date

    /// - Parameters:
    ///   - lines: all of the run's metrics.
    ///   - toolErrorLog: where failed calls are, for a person to look at.
    package init(
        _ lines: [MetricsLine], toolErrorLog: String, limits: DiagnosisLimits = DiagnosisLimits(), now: Date = Date()
    ) {
        self.limits = limits
        self.steps = lines.filter { $0.phase == .policy }
        self.demonstrations = lines.filter { $0.phase == .supervised }
        self.tests = lines.filter { $0.phase == .test }
        self.toolErrorLog = toolErrorLog
        self.now = now
    }

    /// The finding of each check that the metrics allow.
    /// - Parameter probe: asks the sandbox to run something now. It is called where the metrics suggest that it may not.
    package func findings(probe: () async -> SandboxProbe?) async -> [RunFinding] {
        var findings = self.findings
        if self.suspectsSandbox, let probe = await probe() {
            let place = findings.firstIndex { $0.check == .tools }.map { $0 + 1 } ?? findings.count
            findings.insert(probe.finding, at: place)
        }
        return findings
    }

    /// The same without a look at the sandbox.
    package var findings: [RunFinding] {
        guard !self.steps.isEmpty else { return [self.beginning] }
        return [
            self.reward, self.tools, self.divergence, self.groups, self.entropy, self.masked, self.length, self.time,
            self.progress,
        ].compactMap(\.self)
    }

    /// Where the time of learning from rewards goes; nil where no step tells it.
    package var timeSplit: TimeSplit? { TimeSplit(self.steps.map(\.values)) }

    // MARK: Reading series

    func values(_ name: String) -> [Double] { self.steps.compactMap { $0[name] } }

    func average(_ name: String) -> MovingAverage {
        MovingAverage(self.values(name), smoothing: self.limits.smoothing)
    }

    static func number(_ value: Double) -> String { Figure.decimal(value, digits: 3) }

    // MARK: The run as a whole

    private var beginning: RunFinding {
        guard let first = self.demonstrations.first, let last = self.demonstrations.last else {
            return RunFinding(.progress, .fault, "nothing was measured", remedy: "train.log tells how far it came")
        }
        let losses = [first, last].map { $0[MetricName.demonstrationLoss].map(Self.number) ?? "n/a" }
        return RunFinding(
            .progress, .note,
            "\(last.step) steps of demonstrations and none of rewards yet; the loss went from "
                + losses.joined(separator: " to "))
    }

    /// Whether the run still goes on.
    private var progress: RunFinding? {
        guard let last = self.steps.last else { return nil }
        let done = "\(Figure.count(last.step)) steps"
        if self.tests.contains(where: { $0.step >= last.step }) {
            return RunFinding(.progress, .ok, "\(done), and tested behind them: the run is done")
        }
        let times = self.steps.map(\.time.timeIntervalSince1970)
        let usual = zip(times.dropFirst(), times).map { $0 - $1 }.sorted()
        let age = self.now.timeIntervalSince(last.time)
        let ago = "the last one \(Self.duration(age)) ago"
        guard !usual.isEmpty, age > max(60, usual[usual.count / 2] * self.limits.silence) else {
            return RunFinding(.progress, .ok, "\(done), \(ago)")
        }
        return RunFinding(
            .progress, .note,
            "\(done), \(ago), where a step took \(Self.duration(usual[usual.count / 2])): the run was "
                + "ended, or stands still",
            remedy: "train.log tells what came last; the same command goes on from the last checkpoint")
    }

    private static func duration(_ seconds: Double) -> String {
        switch seconds {
        case ..<120: "\(Figure.decimal(seconds, digits: seconds < 10 ? 1 : 0)) s"
        case ..<7200: "\(Figure.decimal(seconds / 60, digits: 0)) min"
        case ..<172_800: "\(Figure.decimal(seconds / 3600, digits: 0)) h"
        default: "\(Figure.decimal(seconds / 86_400, digits: 0)) days"
        }
    }
}
