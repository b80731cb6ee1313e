import ArgumentParser
import AssayJSON
import AssayRollouts

/// `assay eval compare`
struct EvalCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Puts two evaluations side by side.",
        discussion: """
            BEFORE and AFTER are folders of `assay eval --out` or `assay rollout`, or their .jsonl files. The difference \
            of the accuracies has an interval of its own, from the prompts that both have: it is narrower than the \
            two accuracies' intervals let one expect, for the same prompts are hard for both.

            Exit codes:
              0   done
              64  a bad command line
              66  one of the two is missing or no log
            """)

    @Argument(help: "The first evaluation.", completion: .file())
    var before: String

    @Argument(help: "The second one.", completion: .file())
    var after: String

    @Flag(help: "Print the comparison as JSON.")
    var json = false

    func run() throws {
        do throws(RolloutError) {
            let comparison = RolloutComparison(
                before: RolloutSummary(try TrajectoryLog.trajectories(at: self.before)),
                after: RolloutSummary(try TrajectoryLog.trajectories(at: self.after)))
            StandardStream.print(self.json ? comparison.json.text : comparison.text)
        } catch {
            StandardStream.printError("assay eval: \(error)")
            throw ExitCode(ExitStatus.unreadable)
        }
    }
}
