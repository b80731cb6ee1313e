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
                guard let answer = try await self.policy.generate([request]).first else { break }
                try await session.receive(answer, from: self.policy)
            }
        } catch {
            _ = await session.finish()
            throw error
        }
        return await session.finish()
    }

    /// Plays a batch, and returns its trajectories in the order of the prompts.
    ///
    /// - Parameter onEnd: told of each trajectory as it ends, one at a time.
    package func play(
        _ batch: [(identity: SampleIdentity, prompt: RolloutPrompt)], schedule: Schedule,
        onEnd: (Trajectory) async throws -> Void = { _ in }
    ) async throws -> [Trajectory] {
        switch schedule {
        case .overlapped(let width): try await self.overlap(batch, width: max(1, width), onEnd)
        case .lockstep: try await self.march(batch, onEnd)
        }
    }

    private func overlap(
        _ batch: [(identity: SampleIdentity, prompt: RolloutPrompt)], width: Int,
        _ onEnd: (Trajectory) async throws -> Void
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
        _ batch: [(identity: SampleIdentity, prompt: RolloutPrompt)], _ onEnd: (Trajectory) async throws -> Void
    ) async throws -> [Trajectory] {
        var sessions: [RolloutSession] = []
        for item in batch {
            sessions.append(
                try await RolloutSession(item.prompt, identity: item.identity, settings: self.settings))
        }
        var ended = [Trajectory?](repeating: nil, count: batch.count)
        while true {
            var requests: [(index: Int, request: GenerationRequest)] = []
            for index in sessions.indices where ended[index] == nil {
                if let request = try await sessions[index].request(self.policy) {
                    requests.append((index, request))
                } else {
                    let trajectory = await sessions[index].finish()
                    ended[index] = trajectory
                    try await onEnd(trajectory)
                }
            }
            guard !requests.isEmpty else { return ended.compactMap(\.self) }
            let answers = try await self.policy.generate(requests.map(\.request))
            let waiting = zip(requests, answers).map { (index: $0.index, session: sessions[$0.index], answer: $1) }
            for (index, session) in try await self.receive(waiting) { sessions[index] = session }
        }
    }

    /// Every session's turn of tools, all at the same time.
    private func receive(
        _ waiting: [(index: Int, session: RolloutSession, answer: Result<Generation, RolloutError>)]
    ) async throws -> [(Int, RolloutSession)] {
        try await withThrowingTaskGroup(of: (Int, RolloutSession).self) { group in
            for item in waiting {
                group.addTask {
                    var session = item.session
                    try await session.receive(item.answer, from: self.policy)
                    return (item.index, session)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
