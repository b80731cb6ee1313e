import ArgumentParser

/// `assay rollout play`
struct RolloutPlay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Plays rollouts of an OpenAI-compatible server's model.",
        discussion: """
            DATA is JSON Lines, gzip or not: rows of verl's form (prompt, reward_model.ground_truth, data_source, \
            extra_info), as `assay data` writes them, or GSM8K as published. The model, on any server with OpenAI's \
            chat completions (sglang, vLLM, llama.cpp), answers each prompt in up to --max-turns turns and may call \
            tools in between; without a --tool-config that is code_interpreter, which runs Python on an `assay serve`. \
            Calls are read where the server reads them, and out of the text where it does not (<tool_call>). \
            OPENAI_API_KEY is the model's key, ASSAY_KEY the tool server's.

            DIR gets 0.jsonl, a line for each rollout as it ends, 0.complete once all have, the settings as run.json \
            and failed tool calls in logs/verl_tool_errors.log. A run that was ended midway goes on where it was when \
            it is started again: what is in 0.jsonl is not played again, but for a torn last line and for masked \
            rollouts, those that a fault of the model's server or the tools ended. It refuses to go on with other \
            settings or prompts; more --samples or a larger --limit it plays in addition.

            The summary goes to stdout. Masked rollouts have no reward and count in no mean. A model's server that \
            cannot be reached any more ends the run early.

            Exit codes:
              0   done, even if rollouts are masked
              1   nothing could be scored
              64  a bad command line or configuration file
              66  DATA is missing, unreadable or cut off
              69  the model's server or the tool server does not answer, or does not answer any more
              73  DIR cannot be written, or is there and cannot be continued, or another run plays into it

            Examples:
              assay rollout --model http://127.0.0.1:30000 --data gsm8k/test.jsonl \\
                --out runs/first --limit 100
              assay rollout --model http://127.0.0.1:8000/v1 --model-name Qwen/Qwen3-8B \\
                --data test.verl.jsonl.gz --samples 8 --reward step --out runs/steps
            """)

    @OptionGroup var options: RolloutOptions

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"), completion: .directory)
    var out: String

    func run() async throws {
        try await RolloutPlan(options: self.options, command: "assay rollout", isEvaluation: false).carryOut(
            in: self.out)
    }
}
