import ArgumentParser

/// `assay eval`
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Tells how well a model answers with its tools.",
        discussion: """
            `assay eval --model …` is `assay eval play --model …`, whose --help tells of options and exit codes.

            Examples:
              assay serve &
              assay eval --model http://127.0.0.1:30000 --data gsm8k/test.jsonl --out runs/before
              assay eval compare runs/before runs/after
            """,
        subcommands: [EvalPlay.self, EvalCompare.self], defaultSubcommand: EvalPlay.self)
}
