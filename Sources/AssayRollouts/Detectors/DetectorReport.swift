package import AssayJSON
import AssayOutcome

/// What detectors have found in a batch.
///
/// Nothing here masks or punishes: a model learns to produce what is filtered out, so that what is filtered must at least
/// be counted.
package struct DetectorReport: Sendable, Equatable {
    package private(set) var trajectories = 0
    package private(set) var turns = 0
    package private(set) var calls = 0
    /// Calls that did not end with outcome `ok`.
    package private(set) var failedCalls = 0
    /// Trajectories that are left out because of us.
    package private(set) var masked = 0
    /// How often each was found.
    package private(set) var occurrences: [Finding: Int] = [:]
    /// In how many trajectories.
    package private(set) var affected: [Finding: Int] = [:]

    package init(_ trajectories: [Trajectory] = [], detector: TrajectoryDetector = TrajectoryDetector()) {
        for trajectory in trajectories { self.add(trajectory, findings: detector.findings(in: trajectory)) }
    }

    package mutating func add(_ trajectory: Trajectory, findings: [Finding]) {
        self.trajectories += 1
        self.turns += trajectory.turns.count
        self.calls += trajectory.calls.count
        self.failedCalls += trajectory.calls.count { $0.outcome != .ok }
        self.masked += trajectory.isMasked ? 1 : 0
        for finding in findings { self.occurrences[finding, default: 0] += 1 }
        for finding in Set(findings) { self.affected[finding, default: 0] += 1 }
    }

    /// The counts by the names that a metrics log gives them: `detectors/void_turn`, and the share of trajectories that
    /// have it as `detectors/void_turn_rate`.
    package var json: JSONValue {
        var object = JSONObject([
            ("detectors/trajectories", .integer(self.trajectories)), ("detectors/turns", .integer(self.turns)),
            ("detectors/calls", .integer(self.calls)), ("detectors/failed_calls", .integer(self.failedCalls)),
            ("detectors/masked", .integer(self.masked)),
        ])
        for finding in Finding.allCases {
            let rate = Double(self.affected[finding] ?? 0) / Double(max(1, self.trajectories))
            object.append("detectors/\(finding.rawValue)", .integer(self.occurrences[finding] ?? 0))
            object.append("detectors/\(finding.rawValue)_rate", .number(rate))
        }
        return .object(object)
    }
}
