import ArgumentParser

/// `assay train`
struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a policy on the rewards of its answers.",
        discussion: """
            The configuration has verl's keys, and `assay train --config-path config/embedded_train.yaml` is a whole \
            experiment for this machine: a small transformer imitates demonstrations, some of them wrong, then answers \
            problems with a Python sandbox as its tool, and learns from what its answers are worth. Any key can be set \
            on the command line, as in verl: actor_rollout_ref.actor.optim.lr=1e-4.

            Programs run on a tool server that the command starts in its own process, over HTTP on loopback, or on \
            the one that --tool-server names (its key is ASSAY_KEY).

            LOG-DIR/EXP-NAME gets checkpoints of Hugging Face's form, metrics, trajectories and a report. The same \
            command goes on where it was ended, and comes to the same numbers. SIGINT and SIGTERM end it after the \
            step under way, with a checkpoint.

            --ablate observations trains on what the tools said as if the policy had written it, --ablate tool takes \
            the tools away: both are wrong, and show what they do.

            Exit codes:
              0    done
              1    the policy went wrong: the message says how, and the last checkpoint is from before
              64   a bad command line or configuration, or a model that is not for this machine
              66   a model cannot be read
              69   the tool server does not answer, or every answer of a step ended by a fault of it
              73   the folder cannot be written, or has another run
              130  ended by a signal, to be continued

            Examples:
              assay train --config-path config/embedded_train.yaml --exp-name first --log-dir logs
              assay train --config-path config/embedded_train.yaml --exp-name ppo --log-dir logs \\
                algorithm.adv_estimator=gae
              assay train --config-path config/embedded_train.yaml --exp-name second --log-dir logs \\
                --from logs/first/checkpoints/sft_step_4400/actor
            """)

    /// What is done wrong on purpose.
    enum Ablation: String, CaseIterable, ExpressibleByArgument {
        case observations, tool
    }

    @Option(help: ArgumentHelp("The configuration, with verl's keys.", valueName: "file"), completion: .file())
    var configPath: String

    @Option(help: "What the experiment is called: the name of its folder (default: trainer.experiment_name).")
    var expName: String?

    @Option(help: ArgumentHelp("Where experiments' folders are.", valueName: "dir"), completion: .directory)
    var logDir = "./logs"

    @Option(
        help: ArgumentHelp(
            "A model to begin with, instead of the configuration's; there are no demonstrations then.",
            valueName: "dir"),
        completion: .directory)
    var from: String?

    @Option(help: ArgumentHelp("The tool server (default: one in this process).", valueName: "url"))
    var toolServer: String?

    @Option(help: ArgumentHelp("What to do wrong on purpose.", valueName: "what"))
    var ablate: [Ablation] = []

    @Flag(help: "Throw away what the folder has instead of continuing it.")
    var overwrite = false

    @Flag(help: "Show no progress.")
    var quiet = false

    @Argument(help: ArgumentHelp("Settings beside the file's.", valueName: "key=value"))
    var overrides: [String] = []
}
