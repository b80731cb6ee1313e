/// What the folder of an exported run says of itself.
struct VerlReadme {
    private let configuration: TrainingConfiguration
    private let notes: [String]
    private let server: String

    init(_ configuration: TrainingConfiguration, notes: [String], server: String) {
        self.configuration = configuration
        self.notes = notes
        self.server = server
    }

    var text: String {
        """
        # \(self.configuration.trainer.experiment) on verl

        \(self.configuration.model.path ?? ""), \(self.configuration.algorithm.estimator.kind.rawValue), \
        \(self.configuration.data.batchSize) prompts a step with \(self.configuration.rollout.sampleCount) responses each.
        Programs run and answers are scored on an Assay server; verl and Ray do the rest. Written by `assay export verl`.

        ```sh
        assay serve --host 0.0.0.0 &                # where Ray's workers reach it; see `assay serve --help` for keys
        ./prepare_data.sh\(self.configuration.data.trainFiles.isEmpty ? "" : " train.jsonl test.jsonl")
        ASSAY_URL=\(self.server) ./run.sh trainer.n_gpus_per_node=8
        ```

        | file | what it is |
        |---|---|
        | `config/\(VerlGeneration.toolClasses.configurationName).yaml` | the run for verl up to 0.7.1, whose tools are classes (`assay_tools.yaml`) |
        | `config/\(VerlGeneration.toolFunctions.configurationName).yaml` | the run for verl 0.8 and later, whose tools are functions (`assay_tools.py`) |
        | `assay_tools.py`, `assay_tools.yaml` | `code_interpreter`, which runs Python on the server |
        | `assay_reward.py` | the reward, which the server gives |
        | `prepare_data.sh` | makes `data/train.parquet` and `data/test.parquet` |
        | `run.sh` | starts verl with the configuration of the release that is installed; its arguments are Hydra's overrides |

        `ASSAY_URL` names the server, `ASSAY_KEY` its key. `run.sh` tells Ray's workers the former; the latter they must
        have in their environment, where Ray runs already. The folder must have the same path on every machine.

        What the configuration leaves open is verl's default, but for: responses to a prompt where an estimator compares
        them (4), mini-batches (no larger than a batch), micro-batches (cut by tokens), a checkpoint every 100 steps.
        \(self.remarks)
        """
    }

    private var remarks: String {
        guard !self.notes.isEmpty else { return "" }
        return "\n## What is different\n\n" + self.notes.map { "- \($0)\n" }.joined()
    }
}
