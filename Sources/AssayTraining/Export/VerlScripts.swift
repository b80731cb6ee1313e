/// The shell scripts of an exported run.
enum VerlScripts {
    /// Starts the run; what is given to it goes to verl's command line.
    static func run(server: String) -> String {
        """
        #!/bin/sh
        # Runs the experiment on verl. Arguments are Hydra's: ./run.sh trainer.n_gpus_per_node=4
        set -eu
        here=$(cd "$(dirname "$0")" && pwd)
        export ASSAY_URL="${ASSAY_URL:-\(server)}"
        export PYTHONPATH="$here${PYTHONPATH:+:$PYTHONPATH}"

        version=$(python3 -c 'from importlib.metadata import version; print(version("verl"))')
        turns=actor_rollout_ref.rollout.multi_turn
        case $version in
            0.[0-7]|0.[0-7].*) name=\(VerlGeneration.toolClasses.configurationName) tools=$turns.\(VerlGeneration.toolClasses.tools.key)=$here/\(VerlGeneration.toolClasses.tools.file) ;;
            *) name=\(VerlGeneration.toolFunctions.configurationName) tools=$turns.\(VerlGeneration.toolFunctions.tools.key)=$here/\(VerlGeneration.toolFunctions.tools.file) ;;
        esac
        # A run without tools has no such key.
        grep -q "\(VerlGeneration.toolClasses.tools.key):\\|\(VerlGeneration.toolFunctions.tools.key):" "$here/config/$name.yaml" || tools=

        curl -fsS "$ASSAY_URL/health" > /dev/null || { echo "no assay serve at $ASSAY_URL" >&2; exit 69; }
        # Ray's workers run elsewhere: paths are whole, and what the environment says is told to them.
        exec python3 -m verl.trainer.main_ppo --config-path "$here/config" --config-name "$name" \\
            data.train_files="['$here/data/train.parquet']" data.val_files="['$here/data/test.parquet']" \\
            reward.custom_reward_function.path="$here/assay_reward.py" ${tools:+"$tools"} \\
            +ray_kwargs.ray_init.runtime_env.env_vars.ASSAY_URL="$ASSAY_URL" \\
            +ray_kwargs.ray_init.runtime_env.env_vars.PYTHONPATH="$PYTHONPATH" \\
            "$@"

        """
    }

    /// Makes the Parquet files that verl reads.
    static func data(_ configuration: TrainingConfiguration) -> String {
        let data = configuration.data
        let head = """
            #!/bin/sh
            # Makes data/train.parquet and data/test.parquet, which verl reads; needs assay and pyarrow.
            """
        return head + "\n" + Self.usage(data) + """
            set -eu
            data="$(cd "$(dirname "$0")" && pwd)/data"
            mkdir -p "$data"
            \(Self.rows(data, seed: configuration.assay.seed))
            python3 - "$data" <<'END'
            import sys, pyarrow.json, pyarrow.parquet
            for name in ("train", "test"):
                path = f"{sys.argv[1]}/{name}"
                pyarrow.parquet.write_table(pyarrow.json.read_json(f"{path}.jsonl"), f"{path}.parquet")
            END

            """
    }

    /// What to write behind a question, for the answer to be found.
    private static let instruction =
        "Let's think step by step and output the final answer after \"####\"."

    private static func usage(_ data: DataConfiguration) -> String {
        data.trainFiles.isEmpty
            ? "" : "# Usage: ./prepare_data.sh TRAIN TEST, GSM8K's files as published (train.jsonl, test.jsonl)\n"
    }

    private static func rows(_ data: DataConfiguration, seed: UInt64) -> String {
        guard !data.trainFiles.isEmpty else {
            return """
                assay data problems --split train --seed \(seed) --count 10000 --out "$data/train.jsonl"
                assay data problems --split numbers --seed \(seed) --count 300 --out "$data/test.jsonl"
                """
        }
        return """
            instruction='\(Self.instruction.replacing("'", with: #"'\''"#))'
            assay data gsm8k "$1" --split train --instruction "$instruction" --out "$data/train.jsonl"
            assay data gsm8k "$2" --split test --instruction "$instruction" --out "$data/test.jsonl"
            """
    }
}
