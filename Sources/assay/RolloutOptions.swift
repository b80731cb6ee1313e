import ArgumentParser
import AssayRollouts

/// What is played, with what, and how it is told: `assay rollout` and `assay eval` alike.
struct RolloutOptions: ParsableArguments {
    @OptionGroup(title: "Model") var model: ModelServerOptions

    @Option(help: ArgumentHelp("The prompts, or - for standard input.", valueName: "file"), completion: .file())
    var data: String

    @Option(help: ArgumentHelp("Play the first prompts only.", valueName: "count"))
    var limit: Int?

    @OptionGroup(title: "Tools") var tools: RolloutToolOptions

    @Option(
        help: ArgumentHelp(
            "A training configuration with verl's keys: its rollout section has samples, sampling, limits and tools.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var configPath: String?

    @OptionGroup(title: "Sampling") var sampling: SamplingOptions

    @Option(help: "How many rollouts are under way at once.")
    var concurrency = 32

    @OptionGroup(title: "Scoring") var scoring: ScoringOptions

    @Flag(help: "Throw away the rollouts that the folder has instead of continuing them.")
    var overwrite = false

    @Option(
        help: ArgumentHelp("Write a page about the rollouts at the end.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @Option(help: ArgumentHelp("How many of the lines left out are told.", valueName: "count"))
    var report = 20

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        for (name, value) in [("--concurrency", self.concurrency), ("--limit", self.limit ?? 1)] where value < 1 {
            throw ValidationError("\(name) must be at least 1")
        }
        guard self.concurrency <= 4096 else { throw ValidationError("--concurrency must be at most 4096") }
        guard self.report >= 0 else { throw ValidationError("--report must not be negative") }
    }
}
