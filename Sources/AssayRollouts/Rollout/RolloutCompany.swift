/// Rollouts that advance together, turn by turn.
struct RolloutCompany: Sendable {
    let policy: any Policy
    var sessions: [RolloutSession] = []
    private var trajectories: [Int: Trajectory] = [:]

    init(policy: any Policy) { self.policy = policy }

    /// Whether one of them is under way.
    var isMarching: Bool { self.trajectories.count < self.sessions.count }

    /// Those that have ended, in the order of the sessions.
    var ended: [Trajectory] { self.sessions.indices.compactMap { self.trajectories[$0] } }

    /// Plays everyone's next turn: one batch of the policy, then all tools at the same time.
    /// - Returns: those that have ended.
    mutating func advance() async throws -> [Trajectory] {
        var requests: [(index: Int, request: GenerationRequest)] = []
        var justEnded: [Trajectory] = []
        for index in self.sessions.indices where self.trajectories[index] == nil {
            if let request = try await self.sessions[index].request(self.policy) {
                requests.append((index, request))
            } else {
                let trajectory = await self.sessions[index].finish()
                self.trajectories[index] = trajectory
                justEnded.append(trajectory)
            }
        }
        guard !requests.isEmpty else { return justEnded }
        let answers = try await self.policy.generate(requests.map(\.request))
        try await self.receive(
            requests.enumerated().map { place, request in
                (request.index, place < answers.count ? answers[place] : .failure(.noAnswer))
            })
        return justEnded
    }

    /// Ends what is under way.
    mutating func disband() async {
        for index in self.sessions.indices where self.trajectories[index] == nil {
            _ = await self.sessions[index].finish()
        }
    }

    private mutating func receive(_ answers: [(index: Int, answer: Result<Generation, RolloutError>)]) async throws {
        let received = try await withThrowingTaskGroup(of: (Int, RolloutSession).self) { [sessions, policy] group in
            for (index, answer) in answers {
                group.addTask {
                    var session = sessions[index]
                    try await session.receive(answer, from: policy)
                    return (index, session)
                }
            }
            return try await group.reduce(into: [(Int, RolloutSession)]()) { $0.append($1) }
        }
        for (index, session) in received { self.sessions[index] = session }
    }
}
