/// Stops a run that has gone wrong before it wastes hours, or destroys what was learned.
package struct TrainingGuard: Sendable, Equatable {
    /// When that is.
    package struct Limits: Sendable, Equatable {
        /// The divergence from the reference policy, in nats a token: beyond it nothing is learned.
        package var divergence = 0.3
        /// How many steps one after another may have learned nothing, or less than they should, because their numbers
        /// were not finite or beyond ``divergence``.
        package var rejectedSteps = 3
        /// The share of groups whose responses are all worth the same: there is nothing left to compare.
        package var uniformGroups = 0.95
        /// The share of the best mean reward so far that the reward must keep.
        package var reward = 0.5
        /// Over how many steps rewards are averaged, and groups may be uniform.
        package var window = 5

        package init() {}
    }

    /// What is wrong with a run, and what helps.
    package struct Fault: Sendable, Equatable {
        package var message: String
        /// Whether the policy itself has gone wrong, so that an earlier one may do better.
        package var isOfPolicy: Bool
    }

    package let limits: Limits
    /// The mean rewards of the last steps.
    package private(set) var rewards: [Double] = []
    /// The best of their means so far.
    package private(set) var bestReward = 0.0
    /// For how many steps nearly all groups have been uniform.
    package private(set) var uniformSteps = 0
    /// For how many steps something has not been learned.
    package private(set) var rejectedSteps = 0

    package init(_ limits: Limits = Limits()) { self.limits = limits }

    /// A guard that goes on from what a checkpoint has.
    package init(
        _ limits: Limits, rewards: [Double], bestReward: Double, uniformSteps: Int, rejectedSteps: Int = 0
    ) {
        self.limits = limits
        self.rewards = rewards
        self.bestReward = bestReward
        self.uniformSteps = uniformSteps
        self.rejectedSteps = rejectedSteps
    }

    /// Looks at a step's metrics.
    /// - Returns: nil where nothing is wrong, or not for long enough.
    package mutating func fault(in metrics: [String: Double]) -> Fault? {
        if let reason = self.rejection(metrics) {
            self.rejectedSteps += 1
            guard self.rejectedSteps >= self.limits.rejectedSteps else { return nil }
            return Fault(
                message: "\(reason), \(self.rejectedSteps) steps in a row, which were not learned from: lower the "
                    + "learning rate, clip gradients more, raise the KL coefficient, or start from an SFT checkpoint",
                isOfPolicy: true)
        }
        self.rejectedSteps = 0
        return self.collapse(metrics) ?? self.uniformity(metrics)
    }

    /// Why a step was not, or not wholly, learned from.
    private func rejection(_ metrics: [String: Double]) -> String? {
        if let name = metrics.keys.sorted().first(where: { metrics[$0]?.isFinite == false }) {
            return "\(name) is no finite number"
        }
        if let (name, value) = metrics.divergence, value > self.limits.divergence {
            return "the policy has left its reference: \(name) is above \(self.limits.divergence)"
        }
        return metrics.keys.contains { $0.hasSuffix("/\(MetricName.rejectedRatio)") }
            ? "the policy leaves its reference: of some mini-batches the KL is above \(self.limits.divergence)" : nil
    }

    private mutating func collapse(_ metrics: [String: Double]) -> Fault? {
        guard let reward = metrics[MetricName.reward] else { return nil }
        self.rewards = (self.rewards + [reward]).suffix(self.limits.window)
        let mean = self.rewards.reduce(0, +) / Double(self.rewards.count)
        if self.rewards.count == self.limits.window { self.bestReward = max(self.bestReward, mean) }
        guard mean < self.bestReward * self.limits.reward else { return nil }
        return Fault(
            message:
                "the reward has collapsed to below \(self.limits.reward) of its best mean: lower the learning rate",
            isOfPolicy: true)
    }

    /// Groups are uniform in the end, too, where every answer is right: that is no fault.
    private mutating func uniformity(_ metrics: [String: Double]) -> Fault? {
        guard let share = metrics[MetricName.uniformGroups], let reward = metrics[MetricName.reward] else { return nil }
        self.uniformSteps = share > self.limits.uniformGroups && reward < share ? self.uniformSteps + 1 : 0
        guard self.uniformSteps >= self.limits.window else { return nil }
        return Fault(
            message: "the responses of nearly every prompt are worth the same, so that nothing can be learned: the "
                + "problems are too hard or too easy for the policy",
            isOfPolicy: false)
    }

    /// As after a step that went well: what was counted was of a policy that is gone.
    package mutating func forgive() {
        (self.rejectedSteps, self.uniformSteps, self.rewards) = (0, 0, [])
    }
}
