/// Stops a run that has gone wrong before it wastes hours, or destroys what was learned.
package struct TrainingGuard: Sendable, Equatable {
    /// When that is.
    package struct Limits: Sendable, Equatable {
        /// The divergence from the reference policy, in nats a token.
        package var divergence = 0.3
        /// The share of groups whose responses are all worth the same: there is nothing left to compare.
        package var uniformGroups = 0.95
        /// The share of the best mean reward so far that the reward must keep.
        package var reward = 0.5
        /// Over how many steps rewards are averaged, and groups may be uniform.
        package var window = 5

        package init() {}
    }

    package let limits: Limits
    /// The mean rewards of the last steps.
    package private(set) var rewards: [Double] = []
    /// The best of their means so far.
    package private(set) var bestReward = 0.0
    /// For how many steps nearly all groups have been uniform.
    package private(set) var uniformSteps = 0

    package init(_ limits: Limits = Limits()) { self.limits = limits }

    /// A guard that goes on from what a checkpoint has.
    package init(_ limits: Limits, rewards: [Double], bestReward: Double, uniformSteps: Int) {
        self.limits = limits
        self.rewards = rewards
        self.bestReward = bestReward
        self.uniformSteps = uniformSteps
    }

    /// Looks at a step's metrics.
    /// - Returns: what is wrong and what helps; nil where nothing is.
    package mutating func fault(in metrics: [String: Double]) -> String? {
        if let name = metrics.keys.sorted().first(where: { metrics[$0]?.isFinite == false }) {
            return "\(name) is no finite number: lower the learning rate, or clip gradients more"
        }
        return self.divergence(metrics) ?? self.collapse(metrics) ?? self.uniformity(metrics)
    }

    private func divergence(_ metrics: [String: Double]) -> String? {
        guard let (name, value) = metrics.divergence, value > self.limits.divergence else { return nil }
        return
            "the policy has left its reference: \(name) is above \(self.limits.divergence); lower the learning rate, "
            + "raise the KL coefficient, or start from an SFT checkpoint"
    }

    private mutating func collapse(_ metrics: [String: Double]) -> String? {
        guard let reward = metrics["critic/score/mean"] else { return nil }
        self.rewards = (self.rewards + [reward]).suffix(self.limits.window)
        let mean = self.rewards.reduce(0, +) / Double(self.rewards.count)
        if self.rewards.count == self.limits.window { self.bestReward = max(self.bestReward, mean) }
        guard mean < self.bestReward * self.limits.reward else { return nil }
        return "the reward has collapsed to below \(self.limits.reward) of its best mean: lower the learning rate"
    }

    /// Groups are uniform in the end, too, where every answer is right: that is no fault.
    private mutating func uniformity(_ metrics: [String: Double]) -> String? {
        guard let share = metrics["group/uniform_ratio"], let reward = metrics["critic/score/mean"] else { return nil }
        self.uniformSteps = share > self.limits.uniformGroups && reward < share ? self.uniformSteps + 1 : 0
        guard self.uniformSteps >= self.limits.window else { return nil }
        return
            "the responses of nearly every prompt are worth the same, so that nothing can be learned: the problems are "
            + "too hard or too easy for the policy"
    }
}
