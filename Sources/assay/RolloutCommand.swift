import ArgumentParser

/// `assay rollout`
struct RolloutCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollout",
        abstract: "Plays conversations of a model with its tools, and scores them.",
        discussion: """
            `assay rollout --model …` is `assay rollout play --model …`, whose --help tells of options and exit codes.

            Examples:
              assay serve &
              assay rollout --model http://127.0.0.1:30000 --data test.jsonl --out runs/1
              assay rollout show runs/1 --index 3
            """,
        subcommands: [RolloutPlay.self, RolloutShow.self], defaultSubcommand: RolloutPlay.self)
}
