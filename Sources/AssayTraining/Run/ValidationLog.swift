import AssayAnswers
import AssayRewards
package import AssayRollouts
import Foundation

/// The rollouts of tests: a folder for each set of problems and way of answering, with `{step}.jsonl` as training has it.
package struct ValidationLog: Sendable {
    package let directory: String

    package init(directory: String) { self.directory = directory }

    /// - Parameter step: after how many steps of learning from rewards the policy was tested.
    /// - Throws: ``RolloutError`` where the folder cannot be written.
    package func write(
        _ result: EvaluationResult, _ trajectories: [Trajectory], step: Int
    ) async throws(RolloutError) {
        let log = TrajectoryLog(directory: self.folder(result))
        try await log.write(trajectories, step: step)
    }

    private func folder(_ result: EvaluationResult) -> String {
        let name = result.temperature == 0 ? "greedy" : "t\(result.temperature)"
        return "\(self.directory)/\(result.split)-\(name)"
    }

    /// One test.
    package struct Test: Sendable {
        package var step: Int
        package var result: EvaluationResult
        package var trajectories: [Trajectory]
    }

    /// The tests of a folder, those of one set and way after one another by step.
    /// - Throws: ``RolloutError`` where a line that was written whole is no trajectory.
    package func read() throws(RolloutError) -> [[Test]] {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: self.directory)) ?? []).sorted()
        var tests: [[Test]] = []
        for name in names {
            guard let dash = name.lastIndex(of: "-"),
                let temperature = Self.temperature(name[dash...].dropFirst())
            else { continue }
            let folder = "\(self.directory)/\(name)"
            var series: [Test] = []
            for step in TrajectoryLog.steps(in: folder) {
                let trajectories = try TrajectoryLog.read(step: step, in: folder).trajectories
                var result = EvaluationResult(split: String(name[..<dash]), temperature: temperature)
                for trajectory in trajectories { result.add(trajectory) }
                series.append(Test(step: step, result: result, trajectories: trajectories))
            }
            if !series.isEmpty { tests.append(series) }
        }
        return tests
    }

    private static func temperature(_ name: Substring) -> Double? {
        name == "greedy" ? 0 : name.hasPrefix("t") ? Double(name.dropFirst()) : nil
    }
}

extension TrajectoryLog {
    /// Writes a whole step, its trajectories counted as the step's, whatever random numbers they were drawn with.
    func write(_ trajectories: [Trajectory], step: Int) throws(RolloutError) {
        try self.begin(step: step)
        for var trajectory in trajectories {
            trajectory.identity.step = step
            try self.append(trajectory)
        }
        try self.complete()
    }
}

extension EvaluationResult {
    /// What a metrics log says of the test. The greedy one is verl's `val-core/…/acc/mean@1`; of several
    /// answers to a prompt there are verl's `mean@N`, `best@N`, `maj@N` and the rest.
    var metrics: [String: Double] {
        let core = self.temperature == 0 ? "val-core/\(self.split)" : "val-aux/\(self.split)"
        let suffix = self.temperature == 0 ? "" : "_t\(self.temperature)"
        let auxiliary = "val-aux/\(self.split)"
        var metrics = ["\(auxiliary)/masked\(suffix)": Double(self.masked)]
        for (name, value) in ValidationMetrics(self.groups, of: { $0.isCorrect ? 1 : 0 }).values {
            metrics["\(core)/acc\(suffix)/\(name)"] = value
        }
        metrics["\(auxiliary)/tool_call_rate\(suffix)"] = self.toolCallRate
        metrics["\(auxiliary)/num_turns\(suffix)/mean"] = self.meanTurns
        metrics["\(auxiliary)/response_length\(suffix)/mean"] = self.meanTokens
        for errorClass in ErrorClass.allCases {
            metrics["\(auxiliary)/error\(suffix)/\(errorClass.rawValue)"] = self.share(of: errorClass)
        }
        return metrics
    }
}
