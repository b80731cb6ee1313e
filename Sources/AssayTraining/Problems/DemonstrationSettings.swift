/// How demonstrations go about it, and how often they are wrong.
package struct DemonstrationSettings: Sendable, Equatable {
    /// How often a tool is used, by the kind of problem.
    package var toolProbabilities: [ProblemKind: Double]
    /// How often for stories of fewer operations than ``longStory``, and for those of as many or more.
    package var storyToolProbability: (short: Double, long: Double)
    package var longStory: Int
    /// How many of those that use the tool make a call for each operation, where ``mostCalls`` suffice.
    package var stepwiseShare: Double
    package var mostCalls: Int
    /// How often a step is left out, of problems that have one to leave out.
    package var logicJumpRate: Double
    /// How often the answer is not marked.
    package var formatErrorRate: Double

    package init(
        toolProbabilities: [ProblemKind: Double], storyToolProbability: (short: Double, long: Double), longStory: Int,
        stepwiseShare: Double = 0.35, mostCalls: Int = 4, logicJumpRate: Double = 0.1, formatErrorRate: Double = 0.1
    ) {
        self.toolProbabilities = toolProbabilities
        self.storyToolProbability = storyToolProbability
        self.longStory = longStory
        self.stepwiseShare = stepwiseShare
        self.mostCalls = mostCalls
        self.logicJumpRate = logicJumpRate
        self.formatErrorRate = formatErrorRate
    }

    /// The tool in about half of all.
    package static let mixed = DemonstrationSettings(
        toolProbabilities: [.rectangle: 0.8, .totals: 0.15, .wages: 0.75, .people: 0.2, .discount: 0.3],
        storyToolProbability: (short: 0.3, long: 0.75), longStory: 4)

    /// The tool in about two of three.
    package static let toolHeavy = DemonstrationSettings(
        toolProbabilities: [.rectangle: 0.8, .totals: 0.65, .wages: 0.75, .people: 0.3, .discount: 0.65],
        storyToolProbability: (short: 0.35, long: 0.7), longStory: 3)

    /// The same without anything wrong.
    package var withoutNoise: DemonstrationSettings {
        var settings = self
        settings.logicJumpRate = 0
        settings.formatErrorRate = 0
        return settings
    }

    /// To begin with: nothing wrong, and always the tool. What mental arithmetic comes to cannot be predicted by a policy
    /// this small; without it, copying numbers is learned in half the steps.
    package var easy: DemonstrationSettings {
        var settings = self.withoutNoise
        settings.toolProbabilities = settings.toolProbabilities.mapValues { _ in 1 }
        settings.storyToolProbability = (short: 1, long: 1)
        return settings
    }

    func toolProbability(of problem: Problem) -> Double {
        let isLong = problem.calculation.steps.count >= self.longStory
        return self.toolProbabilities[problem.kind]
            ?? (isLong ? self.storyToolProbability.long : self.storyToolProbability.short)
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.toolProbabilities == right.toolProbabilities && left.storyToolProbability == right.storyToolProbability
            && left.longStory == right.longStory && left.stepwiseShare == right.stepwiseShare
            && left.mostCalls == right.mostCalls && left.logicJumpRate == right.logicJumpRate
            && left.formatErrorRate == right.formatErrorRate
    }
}
