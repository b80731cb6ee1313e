import ArgumentParser
import AssayServer

/// The command line.
@main
struct Assay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assay",
        abstract: "Runs model-written Python in isolation and scores answers.",
        discussion: """
            Start with `assay doctor`, which tells what this host lacks, then `assay serve`.

            Completions for your shell: assay --generate-completion-script bash|zsh|fish
            """,
        version: ToolServer.version,
        subcommands: [
            Serve.self, MCPCommand.self, Run.self, Score.self, RolloutCommand.self, EvalCommand.self, Train.self,
            ExportCommand.self, DataCommand.self, Tokenize.self, Convert.self, Generate.self, Doctor.self,
        ])
}
