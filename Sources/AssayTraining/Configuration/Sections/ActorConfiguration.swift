import AssayJSON

/// `actor_rollout_ref.actor`: how the policy learns from a batch.
package struct ActorConfiguration: Sendable, Equatable {
    package var loss: ActorLoss
    /// `ppo_mini_batch_size`: prompts of each of the optimiser's steps; verl's 256 where a batch has as many, else the batch.
    package var miniBatchPrompts: Int
    /// `ppo_epochs`: how often a batch is learned from.
    package var passes: Int
    /// What `seq-mean-token-sum-norm` divides by: `loss_scale_factor`, or the longest response.
    package var constantLength: Double
    package var optimizer: OptimizerConfiguration

    /// - Parameters:
    ///   - learningRate: `algorithm.lr`.
    ///   - batchSize: prompts of a step.
    ///   - responseLength: the longest response, in tokens.
    init(_ section: inout ConfigurationSection, learningRate: Double?, batchSize: Int, responseLength: Int) {
        let aggregation = section.choice("loss_agg_mode", default: LossAggregation.tokenMean)
        let clip = section.number("clip_ratio", in: 0...1e6, default: 0.2)
        let usesDivergence = section.bool("use_kl_loss", default: false)
        let divergence = KLLoss(
            section.choice("kl_loss_type", default: .lowVariance),
            coefficient: section.number("kl_loss_coef", in: 0...1e6, default: 0.001), aggregation: aggregation)
        let policy = PolicyLoss(
            section.section("policy_loss") { $0.choice("loss_mode", default: .vanilla) },
            clipLow: section.number("clip_ratio_low", in: 0...1, default: clip),
            clipHigh: section.number("clip_ratio_high", in: 0...1e6, default: clip),
            dualClip: section.number("clip_ratio_c", in: 1.000_001...1e9, default: 3),
            positiveTemperature: section.number("tau_pos", in: 1e-6...1e6, default: 1),
            negativeTemperature: section.number("tau_neg", in: 1e-6...1e6, default: 1.05), aggregation: aggregation)
        self.loss = ActorLoss(
            policy, entropyCoefficient: section.number("entropy_coeff", in: -1e6...1e6, default: 0),
            divergence: usesDivergence ? divergence : nil)
        self.miniBatchPrompts = section.integer("ppo_mini_batch_size", in: 1...batchSize, default: min(256, batchSize))
        self.passes = section.integer("ppo_epochs", in: 1...1000, default: 1)
        self.constantLength = section.number("loss_scale_factor", in: 1e-9...1e12, default: Double(responseLength))
        section.expect("shuffle", false)
        let norm = section.number("grad_clip", in: 0...1e9)
        self.optimizer = section.section("optim") { optim in
            if let own = optim.number("lr", in: 0...1), let learningRate, own != learningRate {
                optim.fault("lr", "contradicts algorithm.lr, which is the same thing")
            }
            return OptimizerConfiguration(&optim, learningRate: learningRate ?? 1e-6, maximumNorm: norm)
        }
    }
}
