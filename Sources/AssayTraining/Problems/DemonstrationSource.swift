/// Demonstrations of problems without end: each is a pure function of the problems' seed, the settings and an index.
package struct DemonstrationSource: Sendable {
    package let problems: ProblemSource
    package let settings: DemonstrationSettings

    package init(problems: ProblemSource, settings: DemonstrationSettings = .mixed) {
        self.problems = problems
        self.settings = settings
    }

    /// - Parameter index: of the problem.
    package func demonstration(at index: Int) -> Demonstration {
        var stream = self.problems.stream(at: index, for: "demonstration")
        return Demonstration(of: self.problems.problem(at: index), settings: self.settings, &stream)
    }
}
