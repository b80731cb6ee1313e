/// Estimators that compare the rewards of whole responses to the same prompt: one advantage for each response, s being
/// its reward and μ its group's mean.
extension AdvantageEstimator {
    /// GRPO: (s − μ) / (σ + 10⁻⁶) with the unbiased σ; a group of one has μ = 0 and σ = 1. Without the division it is
    /// Dr.GRPO. (Shao et al., arXiv:2402.03300; Liu et al., arXiv:2503.20783.)
    func groupRelative(_ rows: [ResponseRow]) -> [Double] {
        self.scalars(rows) { group in
            guard group.members.count > 1 else {
                return self.dividesByDeviation ? [group.scores[0] / (1 + 1e-6)] : group.scores
            }
            let (mean, scale) = (group.mean, self.dividesByDeviation ? group.standardDeviation + 1e-6 : 1)
            return group.scores.map { ($0 - mean) / scale }
        }
    }

    /// s − μ, a group of one keeping its reward: what REINFORCE++ with a baseline whitens over the batch. (Hu et al.,
    /// arXiv:2501.03262.)
    func centred(_ rows: [ResponseRow]) -> [Double] {
        self.scalars(rows) { group in
            let baseline = group.members.count > 1 ? group.mean : 0
            return group.scores.map { $0 - baseline }
        }
    }

    /// RLOO: s less the mean of the others, n/(n − 1) · (s − μ). (Ahmadian et al., arXiv:2402.14740.)
    /// - Parameter alone: what the reward of a group of one becomes; verl's two forms differ there.
    func leaveOneOut(_ rows: [ResponseRow], alone: (Double) -> Double) -> [Double] {
        self.scalars(rows) { group in
            guard group.members.count > 1 else { return group.scores.map(alone) }
            let (mean, count) = (group.mean, Double(group.members.count))
            return group.scores.map { ($0 - mean) * count / (count - 1) }
        }
    }

    /// OPO: s − Σ l·s / Σ l, l being how many tokens of a response count. (Hao et al., arXiv:2505.23585.)
    func optimalBaseline(_ rows: [ResponseRow]) -> [Double] {
        self.scalars(rows) { group in
            guard group.members.count > 1 else { return group.scores }
            let lengths = group.members.map { Double(rows[$0].countedTokens) }
            let weighted = zip(lengths, group.scores).reduce(0) { $0 + $1.0 * $1.1 }
            // Nothing was written in the whole group: there is no token for the baseline to act on.
            let baseline = weighted / max(lengths.reduce(0, +), 1)
            return group.scores.map { $0 - baseline }
        }
    }

    /// GPG: α·(s − μ), α being how many responses there are for each whose reward is not 0. (Chu et al.,
    /// arXiv:2504.02546.)
    func groupPolicyGradient(_ rows: [ResponseRow]) -> [Double] {
        let scores = rows.filter { !$0.isMasked }.map(\.score)
        let alpha = Double(scores.count) / Double(max(1, scores.count { $0 != 0 }))
        return self.centred(rows).map { alpha * $0 }
    }

    /// Pass@k: the best response has the distance to the second best, over σ + 10⁻⁶; all others 0. (Tang et al.,
    /// arXiv:2503.19595.)
    func passAtK(_ rows: [ResponseRow]) throws(TrainingError) -> [Double] {
        if let alone = ResponseGroup.groups(of: rows).first(where: { $0.members.count < 2 }) {
            throw TrainingError(
                .configuration, stage: "advantages",
                "pass@k compares at least 2 responses to a prompt; group \(rows[alone.members[0]].group) has 1")
        }
        return self.scalars(rows) { group in
            var best = group.scores.startIndex
            for index in group.scores.indices where group.scores[index] > group.scores[best] { best = index }
            let second = group.scores.enumerated().filter { $0.offset != best }.map(\.element).max() ?? 0
            var scalars = [Double](repeating: 0, count: group.scores.count)
            let scale = self.dividesByDeviation ? group.standardDeviation + 1e-6 : 1
            scalars[best] = (group.scores[best] - second) / scale
            return scalars
        }
    }

    /// - Parameter ofGroup: one number for each member of a group.
    /// - Returns: one for each row; 0 for a masked one.
    private func scalars(_ rows: [ResponseRow], ofGroup: (ResponseGroup) -> [Double]) -> [Double] {
        var scalars = [Double](repeating: 0, count: rows.count)
        for group in ResponseGroup.groups(of: rows) {
            for (member, scalar) in zip(group.members, ofGroup(group)) { scalars[member] = scalar }
        }
        return scalars
    }
}
