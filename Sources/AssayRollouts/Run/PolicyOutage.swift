/// Notices that a policy's server is gone: going on would mask all that is left, one after another.
struct PolicyOutage {
    /// So many rollouts in a row end without reaching the policy: one may be an accident.
    static let most = 4

    private var count = 0

    /// - Throws: ``RolloutError`` where the policy was out of reach once too often.
    mutating func note(_ trajectory: Trajectory) throws(RolloutError) {
        guard trajectory.stopReason == .policyUnreachable else {
            self.count = 0
            return
        }
        self.count += 1
        guard self.count >= Self.most else { return }
        throw RolloutError(
            .unreachable, stage: "the run ends early",
            "\(self.count) rollouts in a row could not reach the model: \(trajectory.failure ?? "nobody answers")")
    }
}
