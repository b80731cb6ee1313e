import ArgumentParser
import AssayTools
import AssayTraining

/// `assay export`
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes what other trainers need to run an experiment.",
        subcommands: [Verl.self])

    /// `assay export verl`
    struct Verl: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verl",
            abstract: "Writes the files that run a training configuration on verl and Ray.",
            discussion: """
                The folder has the configuration for both of verl's generations (tools that are classes, up to 0.7.1, and \
                functions, from 0.8 on), Assay's tool and reward for verl, scripts that prepare the data and start the \
                run, and a README. What verl cannot have is told on stderr.

                Overrides are Hydra's, such as actor_rollout_ref.actor.optim.lr=1e-6.

                Exit codes:
                  0   done
                  64  a bad command line or configuration
                  73  the folder cannot be written

                Example:
                  assay export verl --config config/gsm8k_train.yaml --out gsm8k-verl
                """)

        @Option(
            help: ArgumentHelp("The training configuration, with verl's keys.", valueName: "file"),
            completion: .file(extensions: ["yaml", "yml"]))
        var config: String

        @Option(help: ArgumentHelp("The folder to write.", valueName: "folder"), completion: .directory)
        var out: String

        @Option(help: ArgumentHelp("The `assay serve` that the run uses.", valueName: "url"))
        var server = "http://127.0.0.1:8080"

        @Argument(help: ArgumentHelp("Changes to the configuration.", valueName: "key=value"))
        var overrides: [String] = []

        func run() throws {
            do {
                let configuration = try TrainingConfiguration(file: self.config, overrides: self.overrides)
                let tools = try configuration.rollout.toolConfiguration.map(ToolConfiguration.init(file:))
                let export = try VerlExport(configuration, tools: tools, server: self.server)
                try export.write(to: self.out)
                for note in export.notes { StandardStream.printError("assay export: \(note)") }
                StandardStream.printError("assay export: \(export.files.count) files in \(self.out)")
            } catch let error as TrainingError {
                StandardStream.printError("assay export: \(error)")
                throw ExitCode(error.code == .directory ? ExitStatus.unwritable : ExitStatus.usage)
            } catch let error as ToolError {
                StandardStream.printError("assay export: \(error)")
                throw ExitCode(ExitStatus.usage)
            }
        }
    }
}
