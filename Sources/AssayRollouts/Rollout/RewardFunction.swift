package import AssayRewards
package import AssayScoring

/// Scores trajectories as `/v1/score` scores turns.
package struct RewardFunction: Sendable {
    package var defaults: ScoringDefaults

    package init(_ defaults: ScoringDefaults = ScoringDefaults()) { self.defaults = defaults }

    /// The reward; nil where the trajectory is masked, and where no turn was written.
    ///
    /// A turn counts with what it says beside its calls. A call that failed, whether its program did or nobody could read
    /// it, zeroes its turn.
    /// - Throws: `GroundTruthError` where the truth cannot be compared in the mode.
    package func reward(of trajectory: Trajectory) throws(GroundTruthError) -> TrajectoryReward? {
        guard !trajectory.isMasked, !trajectory.turns.isEmpty else { return nil }
        return TrajectoryReward(try Scorer.score(self.task(trajectory)))
    }

    func task(_ trajectory: Trajectory) -> ScoringTask {
        let turns = trajectory.turns.map { turn in
            AssistantTurn(
                text: turn.content,
                toolRuns: turn.calls.map { ToolRun(succeeded: $0.outcome == .ok, output: $0.output) })
        }
        return ScoringTask(
            turns: turns, groundTruth: trajectory.prompt.groundTruth, question: trajectory.prompt.question,
            mode: self.mode(trajectory.prompt.dataSource), reward: self.defaults.reward,
            settings: self.defaults.settings, normalizesGroundTruth: self.defaults.normalizesGroundTruth,
            explains: self.defaults.explains)
    }

    private func mode(_ dataSource: String?) -> ScoringMode {
        switch self.defaults.mode {
        case .fixed(let mode): mode
        case .verl: VerlRouting.mode(dataSource: dataSource ?? "") ?? .standard
        }
    }
}
