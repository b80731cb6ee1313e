import AssayOutcome
import AssayRewards
package import AssayScoring

/// Scores trajectories as `/v1/score` scores turns.
package struct RewardFunction: Sendable {
    package var defaults: ScoringDefaults

    package init(_ defaults: ScoringDefaults = ScoringDefaults()) { self.defaults = defaults }

    /// The reward; nil where the trajectory is masked, and where no turn was written.
    ///
    /// A turn counts with what it says beside its calls. A call that failed, whether its program did or nobody could read
    /// it, zeroes its turn.
    /// - Throws: ``RolloutError`` where the truth cannot be compared in the mode, or mode `verl` knows no scorer for the
    ///   data source.
    package func reward(of trajectory: Trajectory) throws(RolloutError) -> TrajectoryReward? {
        guard !trajectory.isMasked, !trajectory.turns.isEmpty else { return nil }
        do {
            return TrajectoryReward(try Scorer.score(self.task(trajectory)))
        } catch {
            throw RolloutError(.reward, stage: "score", "\(error)")
        }
    }

    private func task(_ trajectory: Trajectory) throws(DataSourceError) -> ScoringTask {
        let turns = trajectory.turns.map { turn in
            AssistantTurn(
                text: turn.content,
                toolRuns: turn.calls.map { ToolRun(succeeded: $0.outcome == .ok, output: $0.output) })
        }
        return ScoringTask(
            turns: turns, groundTruth: trajectory.prompt.groundTruth, question: trajectory.prompt.question,
            mode: try self.mode(trajectory.prompt.dataSource), reward: self.defaults.reward,
            settings: self.defaults.settings, normalizesGroundTruth: self.defaults.normalizesGroundTruth,
            explains: self.defaults.explains)
    }

    private func mode(_ dataSource: String?) throws(DataSourceError) -> ScoringMode {
        switch self.defaults.mode {
        case .fixed(let mode): mode
        case .verl: try DataSource.mode(of: dataSource ?? "")
        }
    }
}
