import AssayJSON

/// `algorithm`: how rewards become advantages.
package struct AlgorithmConfiguration: Sendable, Equatable {
    /// `name`, which the seed has and verl has not: decides `adv_estimator` where that is absent.
    package enum Name: String, CaseIterable, Sendable { case ppo, grpo }

    package var estimator: AdvantageEstimator
    /// The divergence in the reward; nil where `use_kl_in_reward` is false.
    package var klReward: KLReward?
    /// nil where `filter_groups.enable` is false.
    package var filter: GroupFilter?
    /// nil where `rollout_correction.rollout_is` is null.
    package var rolloutCorrection: RolloutCorrection?
    /// `lr`, the seed's name for `actor_rollout_ref.actor.optim.lr`.
    package var learningRate: Double?

    init(_ section: inout ConfigurationSection) {
        let name = section.choice("name", as: Name.self)
        let kind: AdvantageEstimator.Kind = section.choice(
            "adv_estimator", default: name == .grpo ? .groupRelative : .generalized)
        self.estimator = AdvantageEstimator(
            kind,
            discount: section.number("gamma", in: 0...1, default: 1),
            lambda: section.number("lam", in: 0...1, default: 1),
            dividesByDeviation: section.bool("norm_adv_by_std_in_grpo", default: true))
        self.learningRate = section.number("lr", in: 0...1)
        section.expect("use_pf_ppo", false)
        let inReward = section.bool("use_kl_in_reward", default: false)
        self.filter = section.section("filter_groups") { GroupFilter(&$0, hasDivergenceInReward: inReward) }
        let reward = KLReward(
            section.choice("kl_penalty", default: .kl),
            controller: section.section("kl_ctrl") { KLController(&$0) })
        self.klReward = inReward ? reward : nil
        self.rolloutCorrection = section.section("rollout_correction") { RolloutCorrection(&$0) }
    }
}

extension GroupFilter {
    /// - Parameter hasDivergenceInReward: whether the last of the metrics is known too late.
    fileprivate init?(_ section: inout ConfigurationSection, hasDivergenceInReward: Bool) {
        let isOn = section.bool("enable", default: false)
        let metric = section.choice("metric", default: Metric.accuracy)
        // verl: 0 or less is no limit.
        let most = section.integer("max_num_gen_batches", in: -1...Int(Int32.max), default: 0)
        guard isOn else { return nil }
        if metric == .finalReward, hasDivergenceInReward {
            section.fault("metric", "must be acc, score or seq_reward where use_kl_in_reward is true")
        }
        self.init(metric, mostRounds: most > 0 ? most : nil)
    }
}

extension KLController {
    fileprivate init(_ section: inout ConfigurationSection) {
        self.init(
            section.choice("type", default: .fixed),
            coefficient: section.number("kl_coef", in: 0...1e6, default: 0.001),
            target: section.number("target_kl", in: 1e-9...1e6, default: 0.1),
            horizon: section.number("horizon", in: 1...1e12, default: 10000))
    }
}

extension RolloutCorrection {
    fileprivate init?(_ section: inout ConfigurationSection) {
        let threshold = section.number("rollout_is_threshold", in: 0...1e6, default: 2)
        section.expect("rollout_is_batch_normalize", false)
        if section.has("rollout_rs") { section.fault("rollout_rs", "must be null: nothing else is implemented here") }
        guard let level = section.choice("rollout_is", as: Level.self) else { return nil }
        self.init(level, threshold: threshold)
    }
}
