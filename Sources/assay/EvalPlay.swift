import ArgumentParser
import Foundation

/// `assay eval play`
struct EvalPlay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Plays rollouts of an OpenAI-compatible server's model and tells how well it does.",
        discussion: """
            The rollouts, their options and DIR are those of `assay rollout`, but for what is drawn: one rollout of each \
            prompt, greedily, unless --samples or --temperature says otherwise.

            The summary has the accuracy with its 95 % interval, the share of each error class, how many rollouts call \
            tools, and their turns, tokens and time. The interval is Wilson's; where a prompt has several rollouts they \
            count as a cluster, for they are alike. With --samples K it also has best@K, prompts with a right rollout, \
            and maj@K, prompts whose most frequent answer is right. --json adds verl's validation metrics: mean@K, \
            std@K, best@n, worst@n and maj@n, from 1,000 draws begun at seed 42, equal to verl's.

            Without --out nothing is kept, and a run that was ended midway begins anew. Masked rollouts, ended by a \
            fault of the model's server or the tools, count in nothing.

            Exit codes are those of `assay rollout play`.

            Examples:
              assay eval --model http://127.0.0.1:30000 --data gsm8k/test.jsonl
              assay eval --model http://127.0.0.1:8000/v1 --model-name Qwen/Qwen3-8B \\
                --data test.verl.jsonl.gz --samples 8 --reward step --out runs/before --html before.html
            """)

    @OptionGroup var options: RolloutOptions

    @Option(help: ArgumentHelp("The folder that keeps the rollouts.", valueName: "dir"), completion: .directory)
    var out: String?

    func run() async throws {
        let plan = RolloutPlan(options: self.options, command: "assay eval", isEvaluation: true)
        if let out { return try await plan.carryOut(in: out) }
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-eval-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await plan.carryOut(in: folder)
    }
}
