package import AssayJSON

/// Rollouts of many prompts, written to a folder as they end, which can be ended and started again.
///
/// The folder has a ``TrajectoryLog`` of one step, the ``ToolErrorLog``, and in `run.json` the settings.
package struct RolloutRun: Sendable {
    /// How far a run has come.
    package struct Progress: Sendable, Equatable {
        /// Trajectories in the log, those of an earlier run among them.
        package var played: Int
        /// Those that this run has played.
        package var new: Int
        package var total: Int
    }

    /// The step of the log.
    package static let step = 0

    package let rollout: Rollout
    package let reward: RewardFunction
    package let directory: String
    /// How many rollouts of each prompt there are.
    package var samples = 1
    /// How many are under way at once.
    package var concurrency = 32
    /// Whether what the folder has is thrown away.
    package var overwrites = false
    /// All that the folder's trajectories depend on beside the prompts. A run with others does not go on.
    package var origin = JSONObject()

    package init(rollout: Rollout, reward: RewardFunction, directory: String) {
        self.rollout = rollout
        self.reward = reward
        self.directory = directory
    }

    /// Plays what the folder does not have yet.
    ///
    /// - Parameter onProgress: told after each trajectory.
    /// - Returns: what came of all, those of earlier runs among them.
    /// - Throws: ``RolloutError`` where the folder cannot be written, another process writes to it or it has another run's
    ///   trajectories, a prompt names an interaction that is not there, or the policy cannot be reached any more;
    ///   `CancellationError`. What was played stays.
    package func run(
        _ rows: [PromptFile.Row], onProgress: (Progress) -> Void = { _ in }
    ) async throws -> RolloutSummary {
        let lock = try FolderLock(directory: self.directory)
        defer { withExtendedLifetime(lock) {} }
        let origin = RunOrigin(directory: self.directory)
        if !self.overwrites { try origin.check(self.origin) }
        let log = TrajectoryLog(directory: self.directory)
        if self.overwrites { try await log.begin(step: Self.step) }
        let played = try await log.resume(step: Self.step) { played throws(RolloutError) in
            _ = try self.items(rows, without: played)
        }
        let left = try self.items(rows, without: played)
        try origin.write(self.origin)
        let errors = try ToolErrorLog(path: "\(self.directory)/\(ToolErrorLog.name)")
        var summary = RolloutSummary(played)
        var outage = PolicyOutage()
        var progress = Progress(played: played.count, new: 0, total: played.count + left.count)
        _ = try await self.rollout.play(left, schedule: .overlapped(self.concurrency)) { trajectory in
            var trajectory = trajectory
            trajectory.reward = try self.reward.reward(of: trajectory)
            try await log.append(trajectory)
            try await errors.append(trajectory)
            summary.add(trajectory)
            (progress.played, progress.new) = (progress.played + 1, progress.new + 1)
            onProgress(progress)
            try outage.note(trajectory)
        }
        try await log.complete()
        return summary
    }

    /// What is to be played.
    /// - Throws: ``RolloutError`` where the log has what is not asked for.
    private func items(
        _ rows: [PromptFile.Row], without played: [Trajectory]
    ) throws(RolloutError) -> [Rollout.Item] {
        var missing: [SampleIdentity: RolloutPrompt] = [:]
        for (index, prompt) in rows {
            for sample in 0..<self.samples {
                missing[SampleIdentity(step: Self.step, prompt: index, sample: sample)] = prompt
            }
        }
        for trajectory in played {
            guard missing.removeValue(forKey: trajectory.identity) == trajectory.prompt else {
                let sample = "prompt \(trajectory.identity.prompt), sample \(trajectory.identity.sample)"
                throw RolloutError(
                    .log, stage: self.directory,
                    "it has a trajectory (\(sample)) that the data and options do not ask for, or ask for twice")
            }
        }
        return missing.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
