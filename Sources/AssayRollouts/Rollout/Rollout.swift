/// Plays conversations between a policy and its tools.
package struct Rollout: Sendable {
    /// In which order the rollouts of a batch advance.
    package enum Schedule: Sendable, Equatable {
        /// Each as fast as it can, this many at a time: tools run while others generate.
        case overlapped(Int)
        /// All together, turn by turn: every turn's requests are one batch, in the order of the prompts, whatever the
        /// tools took, so that a policy whose arithmetic depends on its batch repeats itself.
        case lockstep
    }

    /// What a batch consists of.
    package typealias Item = (identity: SampleIdentity, prompt: RolloutPrompt)

    private let policy: any Policy
    package let settings: RolloutSettings

    package init(policy: any Policy, settings: RolloutSettings) {
        self.policy = policy
        self.settings = settings
    }

    /// Plays one prompt to its end.
    /// - Throws: ``RolloutError`` where the prompt names what is not there, `CancellationError`. What fails on the way
    ///   is told by the trajectory.
    package func play(_ prompt: RolloutPrompt, identity: SampleIdentity) async throws -> Trajectory {
        var session = try await RolloutSession(prompt, identity: identity, settings: self.settings)
        do {
            while let request = try await session.request(self.policy) {
                let answers = try await self.policy.generate([request])
                try await session.receive(answers.first ?? .failure(.noAnswer), from: self.policy)
            }
        } catch {
            _ = await session.finish()
            throw error
        }
        return await session.finish()
    }

    /// Plays a batch, and returns its trajectories in the order of its items.
    ///
    /// - Parameter onEnd: told of each trajectory as it ends, one at a time.
    /// - Throws: as ``play(_:identity:)``, and what `onEnd` throws.
    package func play(
        _ batch: [Item], schedule: Schedule, onEnd: (Trajectory) async throws -> Void = { _ in }
    ) async throws -> [Trajectory] {
        switch schedule {
        case .overlapped(let width): try await self.overlap(batch, width: max(1, width), onEnd)
        case .lockstep: try await self.march(batch, onEnd)
        }
    }

    private func overlap(
        _ batch: [Item], width: Int, _ onEnd: (Trajectory) async throws -> Void
    ) async throws -> [Trajectory] {
        try await withThrowingTaskGroup(of: (Int, Trajectory).self) { group in
            var ended = [Trajectory?](repeating: nil, count: batch.count)
            for (index, item) in batch.enumerated() {
                if index >= width, let (done, trajectory) = try await group.next() {
                    ended[done] = trajectory
                    try await onEnd(trajectory)
                }
                group.addTask { (index, try await self.play(item.prompt, identity: item.identity)) }
            }
            for try await (done, trajectory) in group {
                ended[done] = trajectory
                try await onEnd(trajectory)
            }
            return ended.compactMap(\.self)
        }
    }

    private func march(
        _ batch: [Item], _ onEnd: (Trajectory) async throws -> Void
    ) async throws -> [Trajectory] {
        var company = RolloutCompany(policy: self.policy)
        do {
            for item in batch {
                company.sessions.append(
                    try await RolloutSession(item.prompt, identity: item.identity, settings: self.settings))
            }
            while true {
                for trajectory in try await company.advance() { try await onEnd(trajectory) }
                guard company.isMarching else { return company.ended }
            }
        } catch {
            await company.disband()
            throw error
        }
    }
}
