import AssayJSON

/// `critic`: how values are learned, where the estimator needs them.
package struct CriticConfiguration: Sendable, Equatable {
    package var loss: ValueLoss
    /// `ppo_mini_batch_size`: prompts of each of the optimiser's steps.
    package var miniBatchPrompts: Int
    /// `ppo_epochs`: how often a batch is learned from.
    package var passes: Int
    /// As ``ActorConfiguration/constantLength``.
    package var constantLength: Double
    package var optimizer: OptimizerConfiguration

    init(_ section: inout ConfigurationSection, actor: ActorConfiguration, batchSize: Int) {
        self.loss = ValueLoss(
            clip: section.number("cliprange_value", in: 0...1e9, default: 0.5),
            aggregation: section.choice("loss_agg_mode", default: actor.loss.policy.aggregation))
        self.miniBatchPrompts = section.integer(
            "ppo_mini_batch_size", in: 1...batchSize, default: actor.miniBatchPrompts)
        self.passes = section.integer("ppo_epochs", in: 1...1000, default: actor.passes)
        self.constantLength = section.number("loss_scale_factor", in: 1e-9...1e12, default: actor.constantLength)
        section.expect("shuffle", false)
        let norm = section.number("grad_clip", in: 0...1e9)
        self.optimizer = section.section("optim") {
            OptimizerConfiguration(&$0, learningRate: 1e-5, maximumNorm: norm)
        }
        section.section("model") { _ in }
    }
}
