package import AssayRollouts

/// Nothing can be learned from rollouts that faults of ours ended, least of all that the policy is bad.
package enum SandboxCheck {
    /// - Throws: ``TrainingError`` where every rollout of a batch is masked, with the first one's failure.
    package static func check(_ trajectories: [Trajectory]) throws(TrainingError) {
        guard !trajectories.isEmpty, trajectories.allSatisfy(\.isMasked) else { return }
        let failure = trajectories.lazy.compactMap(\.failure).first ?? "no reason was told"
        throw TrainingError(
            .sandbox, stage: "rollouts",
            "all \(trajectories.count) of the step ended by a fault of the tools; the first: "
                + failure)
    }
}
