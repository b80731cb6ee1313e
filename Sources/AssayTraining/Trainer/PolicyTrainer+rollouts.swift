import AssayRollouts

extension PolicyTrainer {
    /// What a step learns from, and what was played for it.
    struct Harvest {
        /// All that were played.
        var trajectories: [Trajectory] = []
        var batch: [Experience] = []
        /// The index of the prompt after those that were played.
        var nextPrompt: Int
        /// How often a step's number of prompts was played, and how often there was nothing to learn from them.
        var rounds = 0
        var emptyRounds = 0
        /// What a ``GroupFilter`` tells.
        var metrics: [String: Double] = [:]
    }

    /// Plays prompts and scores what comes of them; where groups are filtered, until there are as many as a step has.
    func collect(_ clock: inout StepClock) async throws -> Harvest {
        var harvest = Harvest(nextPrompt: self.nextPrompt)
        var rows: [ResponseRow] = []
        repeat {
            let prompts = harvest.nextPrompt..<harvest.nextPrompt + self.settings.promptCount
            let played = try await self.play(prompts, &clock)
            harvest.nextPrompt = prompts.upperBound
            harvest.rounds += 1
            harvest.trajectories += played.map(\.trajectory)
            rows += played.compactMap(\.experience?.row)
            let kept = self.settings.filter?.filter(played) ?? played
            if kept.isEmpty { harvest.emptyRounds += 1 }
            harvest.batch += kept.compactMap(\.experience)
        } while try self.wantsMore(harvest)
        if self.settings.filter != nil {
            harvest.metrics = [
                "train/num_gen_batches": Double(harvest.rounds),
                MetricName.uniformGroups: ResponseGroup.groups(of: rows).uniformShare,
            ]
            harvest.batch = harvest.batch.first(prompts: self.settings.promptCount)
        }
        return harvest
    }

    /// - Throws: ``TrainingError`` where enough was played, as verl does, or all rounds are in vain.
    private func wantsMore(_ harvest: Harvest) throws(TrainingError) -> Bool {
        guard let filter = self.settings.filter else { return false }
        let count = Set(harvest.batch.map(\.row.group)).count
        guard count < self.settings.promptCount else { return false }
        guard harvest.rounds < filter.mostRounds ?? .max, harvest.emptyRounds < self.settings.limits.window else {
            throw TrainingError(
                .diverged, stage: "step \(self.step + 1)",
                "of \(harvest.rounds * self.settings.promptCount) prompts, \(count) have answers of different worth, and a "
                    + "step needs \(self.settings.promptCount): the problems are too hard or too easy for the policy, or "
                    + "algorithm.filter_groups.max_num_gen_batches is too low")
        }
        return true
    }

    // MARK: Playing

    /// A rollout with what can be learned from it: nothing of a masked one.
    typealias Played = (trajectory: Trajectory, experience: Experience?)

    private func play(_ prompts: Range<Int>, _ clock: inout StepClock) async throws -> [Played] {
        let (mark, before) = (StepClock.Mark(), clock.wall["gen"] ?? 0)
        // What was computed for a test is not the step's.
        _ = await self.policy.takeComputingTime()
        let rollout = Rollout(policy: self.policy, settings: self.settings.rollout)
        var trajectories = try await rollout.play(self.items(prompts), schedule: .lockstep)
        var greedy = self.settings.estimator.kind.needsGreedyReward ? try await self.playGreedily(prompts) : []
        clock.add("gen", since: mark)
        // While tools run, the policy waits for them.
        let computing = await self.policy.takeComputingTime() / .seconds(1)
        clock.move((clock.wall["gen"] ?? 0) - before - computing, from: "gen", to: "tools")
        try SandboxCheck.check(trajectories)
        try clock.measure("reward") {
            try self.score(&trajectories)
            try self.score(&greedy)
        }
        guard self.settings.estimator.kind.needsGreedyReward else {
            return trajectories.map { ($0, self.experience($0)) }
        }
        let baselines = Dictionary(
            greedy.compactMap { self.experience($0).map { ($0.row.group, $0.row.score) } }, uniquingKeysWith: { $1 })
        return trajectories.map { trajectory in
            // Without its baseline, a reward says nothing.
            guard var experience = self.experience(trajectory), let baseline = baselines[experience.row.group] else {
                return (trajectory, nil)
            }
            experience.row.greedyReward = baseline
            return (trajectory, experience)
        }
    }

    private func items(_ prompts: Range<Int>) -> [Rollout.Item] {
        prompts.flatMap { index in
            let prompt = self.prompts.prompt(at: index)
            return (0..<self.settings.sampleCount).map { sample in
                (SampleIdentity(step: self.step, prompt: index, sample: sample), prompt)
            }
        }
    }

    /// One greedy answer to each prompt: what ReMax compares the others with.
    private func playGreedily(_ prompts: Range<Int>) async throws -> [Trajectory] {
        var settings = self.settings.rollout
        settings.sampling.temperature = 0
        let items = prompts.map { index -> Rollout.Item in
            let identity = SampleIdentity(step: self.step, prompt: index, sample: self.settings.sampleCount)
            return (identity, self.prompts.prompt(at: index))
        }
        return try await Rollout(policy: self.policy, settings: settings).play(items, schedule: .lockstep)
    }

    private func score(_ trajectories: inout [Trajectory]) throws {
        let reward = RewardFunction(self.settings.scoring)
        for index in trajectories.indices {
            trajectories[index].reward = try reward.reward(of: trajectories[index])
        }
    }

    private func experience(_ trajectory: Trajectory) -> Experience? {
        Experience(
            trajectory, overlong: self.settings.overlong, trainsObservations: self.settings.trainsObservations)
    }
}

extension [Experience] {
    /// All answers to the first so many prompts.
    fileprivate func first(prompts count: Int) -> [Experience] {
        self.miniBatches(prompts: count).first ?? []
    }
}
