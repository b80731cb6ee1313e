import AssayJSON

/// `algorithm`: how rewards become advantages.
package struct AlgorithmConfiguration: Sendable, Equatable {
    /// `name`, which the seed has and verl has not: decides `adv_estimator` where that is absent.
    package enum Name: String, CaseIterable, Sendable { case ppo, grpo }

    package var estimator: AdvantageEstimator
    /// The divergence in the reward; nil where `use_kl_in_reward` is false.
    package var klReward: KLReward?
    /// nil where `rollout_correction.rollout_is` is null.
    package var rolloutCorrection: RolloutCorrection?
    /// `lr`, the seed's name for `actor_rollout_ref.actor.optim.lr`.
    package var learningRate: Double?

    init(_ section: inout ConfigurationSection) {
        let name = section.choice("name", as: Name.self)
        let kind = section.choice("adv_estimator", as: AdvantageEstimator.Kind.self)
        self.estimator = AdvantageEstimator(
            kind ?? (name == .grpo ? .groupRelative : .generalized),
            discount: section.number("gamma", in: 0...1) ?? 1, lambda: section.number("lam", in: 0...1) ?? 1,
            dividesByDeviation: section.bool("norm_adv_by_std_in_grpo") ?? true)
        self.learningRate = section.number("lr", in: 0...1)
        section.expect("use_pf_ppo", false)
        section.section("filter_groups") { $0.expect("enable", false) }
        let inReward = section.bool("use_kl_in_reward") ?? false
        let reward = KLReward(
            section.choice("kl_penalty", as: KLEstimator.self) ?? .kl,
            controller: section.section("kl_ctrl") { KLController(&$0) })
        self.klReward = inReward ? reward : nil
        self.rolloutCorrection = section.section("rollout_correction") { RolloutCorrection(&$0) }
    }
}

extension KLController {
    fileprivate init(_ section: inout ConfigurationSection) {
        self.init(
            section.choice("type", as: Kind.self) ?? .fixed,
            coefficient: section.number("kl_coef", in: 0...1e6) ?? 0.001,
            target: section.number("target_kl", in: 1e-9...1e6) ?? 0.1,
            horizon: section.number("horizon", in: 1...1e12) ?? 10000)
    }
}

extension RolloutCorrection {
    fileprivate init?(_ section: inout ConfigurationSection) {
        let threshold = section.number("rollout_is_threshold", in: 0...1e6) ?? 2
        section.expect("rollout_is_batch_normalize", false)
        if section.has("rollout_rs") { section.fault("rollout_rs", "must be null: nothing else is implemented here") }
        guard let level = section.choice("rollout_is", as: Level.self) else { return nil }
        self.init(level, threshold: threshold)
    }
}
