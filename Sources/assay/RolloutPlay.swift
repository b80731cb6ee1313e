import ArgumentParser
import AssayAnswers
import AssayClient
import AssayJSON
import AssayRollouts
import AssayTools
import Foundation

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

            The summary goes to stdout. Masked rollouts have no reward and count in no mean.

            Exit codes:
              0   done, even if rollouts are masked
              1   nothing could be scored
              64  a bad command line or configuration file
              66  DATA is missing, unreadable or cut off
              69  the model's server or the tool server does not answer
              73  DIR cannot be written, or is there and cannot be continued

            Examples:
              assay rollout --model http://127.0.0.1:30000 --data gsm8k/test.jsonl \\
                --out runs/first --limit 100
              assay rollout --model http://127.0.0.1:8000/v1 --model-name Qwen/Qwen3-8B \\
                --data test.verl.jsonl.gz --samples 8 --reward step --out runs/steps
            """)

    @Option(help: ArgumentHelp("The model's server, with or without /v1.", valueName: "url"))
    var model: String

    @Option(help: "What the server calls the model (default: the only one that it tells of).")
    var modelName: String?

    @Option(help: ArgumentHelp("The prompts, or - for standard input.", valueName: "file"), completion: .file())
    var data: String

    @Option(help: ArgumentHelp("The folder to write to.", valueName: "dir"), completion: .directory)
    var out: String

    @OptionGroup(title: "Tools") var tools: RolloutToolOptions

    @Option(help: "How many rollouts of each prompt are played.")
    var samples = 1

    @Option(help: "How freely the next token is drawn; 0 is greedy.")
    var temperature = 1.0

    @Option(help: "How many turns the model has; a call in the last one does not run.")
    var maxTurns = 5

    @Option(help: "How many tokens the model may write, in all turns together.")
    var maxTokens = 2048

    @Option(help: "How many rollouts are under way at once.")
    var concurrency = 32

    @Option(help: ArgumentHelp("Play the first prompts only.", valueName: "count"))
    var limit: Int?

    @OptionGroup(title: "Scoring") var scoring: ScoringOptions

    @Flag(help: "Throw away the rollouts that DIR has instead of continuing them.")
    var overwrite = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @Option(help: ArgumentHelp("How many of the lines left out are told.", valueName: "count"))
    var report = 20

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        guard self.temperature.isFinite, self.temperature >= 0 else {
            throw ValidationError("--temperature must not be negative")
        }
        let counts = [
            ("--samples", self.samples), ("--max-turns", self.maxTurns), ("--max-tokens", self.maxTokens),
            ("--concurrency", self.concurrency), ("--limit", self.limit ?? 1),
        ]
        for (name, value) in counts where value < 1 { throw ValidationError("\(name) must be at least 1") }
        guard self.concurrency <= 4096 else { throw ValidationError("--concurrency must be at most 4096") }
        guard self.report >= 0 else { throw ValidationError("--report must not be negative") }
    }

    mutating func run() async throws {
        do {
            try await self.play()
        } catch let error as AnswersError {
            throw Self.exit(error.description, ExitStatus.status(of: error))
        } catch let error as RolloutError {
            throw Self.exit(error.description, ExitStatus.status(of: error))
        } catch let error as ToolError {
            throw Self.exit(error.description, ExitStatus.usage)
        } catch let error as ClientError {
            let isUsage = error.code == .invalidArgument
            throw Self.exit(error.description, isUsage ? ExitStatus.usage : ExitStatus.unavailable)
        }
    }

    private static func exit(_ message: String, _ status: Int32) -> ExitCode {
        StandardStream.printError("assay rollout: \(message)")
        return ExitCode(status)
    }
}

extension RolloutPlay {
    private func play() async throws {
        let http = try HTTPClient()
        let server = try ModelServer(url: self.model, key: Self.key, http: http)
        let reward = RewardFunction(self.scoring.defaults)
        var rows = try self.rows(for: reward)
        let settings = try await self.settings(http)
        let name = try await self.name(of: server)
        if settings.interactions.isEmpty { for index in rows.indices { rows[index].prompt.interaction = nil } }

        var policy = OpenAIPolicy.Settings(model: name)
        policy.asksLogProbabilities = false
        var run = RolloutRun(
            rollout: Rollout(
                policy: OpenAIPolicy(endpoint: server.endpoint, settings: policy), settings: settings),
            reward: reward, directory: self.out)
        (run.samples, run.concurrency, run.overwrites) = (self.samples, self.concurrency, self.overwrite)
        run.origin = self.origin(name, settings)
        var progress = ProgressLine()
        let summary = try await run.run(rows) { state in
            if !self.quiet { progress.show(state) }
        }
        progress.clear()
        try self.finish(summary)
    }

    private func rows(for reward: RewardFunction) throws -> [PromptFile.Row] {
        var lines = LeftOutLines(most: self.report)
        let rows = try PromptFile(path: self.data).read(for: reward, limit: self.limit) { number, fault in
            lines.report(self.data, number, fault)
        }
        lines.finish(self.data)
        guard !rows.isEmpty else { throw AnswersError(.unreadable, "\(self.data) has no prompt that can be used") }
        return rows
    }

    private func finish(_ summary: RolloutSummary) throws {
        StandardStream.print(self.json ? summary.json.text : summary.text)
        if let failure = summary.firstFailure {
            StandardStream.printError(
                "assay rollout: masked \(summary.report.masked) of \(summary.report.trajectories); the same command plays "
                    + "them again; the first failed with \(failure)")
        }
        guard summary.scored > 0 else { throw Self.exit("nothing could be scored", 1) }
    }

    private func settings(_ http: HTTPClient) async throws -> RolloutSettings {
        RolloutSettings(
            limits: RolloutLimits(maximumAssistantTurns: self.maxTurns, maximumResponseTokens: self.maxTokens),
            sampling: SamplingSettings(temperature: self.temperature), tools: try await self.tools.toolbox(http),
            interactions: try self.tools.interactions)
    }

    private func name(of server: ModelServer) async throws -> String {
        let models = try await server.models()
        if let modelName { return modelName }
        guard let only = models.first, models.count == 1 else {
            let told = models.isEmpty ? "it tells of none" : "it has " + models.joined(separator: ", ")
            throw RolloutError(.configuration, stage: self.model, "name the model with --model-name; \(told)")
        }
        return only
    }

    /// All that a trajectory depends on beside its prompt.
    private func origin(_ name: String, _ settings: RolloutSettings) -> JSONObject {
        JSONObject([
            ("model", .string(name)), ("temperature", .number(self.temperature)),
            ("max_turns", .integer(self.maxTurns)), ("max_tokens", .integer(self.maxTokens)),
            ("tools", .array(settings.tools.schemas.map(\.json))),
            ("interactions", .array(settings.interactions.map { .string($0.name) })),
            ("scoring", .string(self.scoring.text)),
        ])
    }

    private static var key: String? { ProcessInfo.processInfo.environment["OPENAI_API_KEY"] }
}
