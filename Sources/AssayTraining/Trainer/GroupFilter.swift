import AssayRollouts

/// Dynamic sampling: prompts whose answers are all worth the same are left out, and others played in their place. (verl's
/// `algorithm.filter_groups`; DAPO: Yu et al., arXiv:2503.14476.)
package struct GroupFilter: Sendable, Equatable {
    /// What answers are worth.
    package enum Metric: String, CaseIterable, Sendable {
        /// 1 where the final answer is right.
        case accuracy = "acc"
        case score
        /// The reward that the scorer gave, with what a long response loses.
        case reward = "seq_reward"
        /// The same, as verl 0.9 names it.
        case canonicalReward = "reward"
        /// The same less the divergence, where that is part of the reward.
        case finalReward = "seq_final_reward"
    }

    package var metric: Metric
    /// `max_num_gen_batches`: how often a step's number of prompts may be played; nil is without end.
    package var mostRounds: Int?

    package init(_ metric: Metric = .accuracy, mostRounds: Int? = nil) {
        self.metric = metric
        self.mostRounds = mostRounds
    }

    /// Those of prompts whose answers are worth different things, or of which there is one answer alone.
    func filter(_ played: [PolicyTrainer.Played]) -> [PolicyTrainer.Played] {
        let learned = played.filter { $0.experience != nil }
        let groups = Dictionary(grouping: learned) { $0.trajectory.identity.prompt }
        let kept = groups.filter { $1.count == 1 || Set($1.map(self.worth)).count > 1 }
        return learned.filter { kept[$0.trajectory.identity.prompt] != nil }
    }

    private func worth(_ played: PolicyTrainer.Played) -> Double {
        switch self.metric {
        case .accuracy: played.trajectory.reward?.isCorrect == true ? 1 : 0
        case .score: played.trajectory.reward?.score ?? 0
        case .reward, .canonicalReward, .finalReward: played.experience?.row.score ?? 0
        }
    }
}
