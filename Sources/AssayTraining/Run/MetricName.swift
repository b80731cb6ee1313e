/// Names under which several parts of a run look for the same number. verl's, where it has them.
enum MetricName {
    static let reward = "critic/score/mean"
    static let actorLoss = "actor/pg_loss"
    static let criticLoss = "critic/vf_loss"
    static let entropy = "actor/entropy"
    static let uniformGroups = "group/uniform_ratio"
    static let maskedRatio = "response/aborted_ratio"
    static let clippedRatio = "response_length/clip_ratio"
    static let toolCallRate = "rollout/tool_call_rate"
    static let toolErrors = "rollout/tool_error_ratio"
    static let learningRate = "actor/lr"
    /// Behind the name of a model: the share of the optimizer's steps that were not made.
    static let rejectedRatio = "rejected_ratio"
    static let demonstrationLoss = "train/loss"
    /// How far the policy is from its reference, or where there is none, from what it was before the step. The first that
    /// a step has counts.
    static let divergences = ["actor/kl_loss", "actor/reward_kl_penalty", "actor/ppo_kl"]
}

extension [String: Double] {
    /// The divergence in nats a token, with its name; nil where nothing tells it.
    var divergence: (name: String, value: Double)? {
        MetricName.divergences.lazy.compactMap { name in self[name].map { (name, $0) } }.first
    }
}
