/// Which demonstrations each step of supervised training imitates: short ones that use the tool first, then all kinds.
package struct DemonstrationCurriculum: Sendable {
    package let seed: UInt64
    package let stepCount: Int
    /// Demonstrations of a step.
    package let batchSize: Int
    /// The share of the steps that are easy.
    package let easyShare: Double
    package let settings: DemonstrationSettings

    package init(
        seed: UInt64, stepCount: Int, batchSize: Int, easyShare: Double = 0.2, settings: DemonstrationSettings = .mixed
    ) {
        self.seed = seed
        self.stepCount = stepCount
        self.batchSize = batchSize
        self.easyShare = easyShare
        self.settings = settings
    }

    /// Those of a step, counted from 0.
    package func demonstrations(of step: Int) -> [Demonstration] {
        let isEasy = Double(step) < Double(self.stepCount) * self.easyShare
        let source = DemonstrationSource(
            problems: isEasy ? .easy(seed: self.seed) : ProblemSource(seed: self.seed, split: .train),
            settings: isEasy ? self.settings.easy : self.settings)
        return (0..<self.batchSize).map { source.demonstration(at: step * self.batchSize + $0) }
    }

    /// The first problem that no step has, where rewards go on from.
    package var end: Int { self.stepCount * self.batchSize }
}
