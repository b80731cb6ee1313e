import AssayRewards
import AssaySandbox
import AssayScoring

/// One key of the configuration: its name, and how its value enters a ``ServerConfiguration``.
struct ConfigurationKey: Sendable {
    /// The key with dots, such as `http.port`.
    let name: String
    let apply: @Sendable (ValueReader, inout ServerConfiguration) throws -> Void

    private init(_ name: String, _ apply: @escaping @Sendable (ValueReader, inout ServerConfiguration) throws -> Void) {
        self.name = name
        self.apply = apply
    }

    /// The environment variable of the same meaning, such as `ASSAY_HTTP_PORT`.
    var variable: String { "ASSAY_" + self.name.uppercased().replacing(".", with: "_") }
}

extension ConfigurationKey {
    static let all: [ConfigurationKey] =
        Self.http + Self.execution + Self.sessions + Self.tools + Self.codeJudge + Self.mcp + Self.scoring + [
            ConfigurationKey("log.level") { value, configuration in
                configuration.logLevel = try value.string(among: [
                    "trace", "debug", "info", "notice", "warning", "error", "critical",
                ])
            }
        ]

    private static let http: [ConfigurationKey] = [
        ConfigurationKey("http.host") { $1.http.host = try $0.string() },
        ConfigurationKey("http.port") { $1.http.port = try $0.integer(in: 0...65_535) },
        ConfigurationKey("http.max_body_mb") { $1.http.maximumBodyBytes = try $0.integer(in: 1...4096) << 20 },
        ConfigurationKey("http.max_batch_items") { $1.http.maximumBatchItems = try $0.integer(in: 1...100_000) },
        ConfigurationKey("http.max_score_items") { $1.http.maximumScoreItems = try $0.integer(in: 1...1_000_000) },
        ConfigurationKey("http.batch_concurrency") { $1.http.batchConcurrency = try $0.integer(in: 1...100_000) },
        ConfigurationKey("http.idle_timeout_s") { $1.http.idleTimeout = try $0.duration() },
        ConfigurationKey("http.shutdown_grace_s") { $1.http.shutdownGrace = try $0.duration() },
        ConfigurationKey("http.auth_keys_file") { $1.http.authKeysFile = try $0.string() },
        ConfigurationKey("http.allow_anonymous") { $1.http.allowsAnonymous = try $0.bool() },
    ]

    private static let sessions: [ConfigurationKey] = [
        ConfigurationKey("sessions.max") { $1.execution.sessions.maximumSessions = try $0.integer(in: 0...1_000_000) },
        ConfigurationKey("sessions.max_per_key") {
            $1.execution.sessions.maximumSessionsPerOwner = try $0.integer(in: 0...1_000_000)
        },
        ConfigurationKey("sessions.idle_s") { $1.execution.sessions.idleLifetime = try $0.duration() },
        ConfigurationKey("sessions.lifetime_s") { $1.execution.sessions.absoluteLifetime = try $0.duration() },
    ]

    private static let tools: [ConfigurationKey] = [
        ConfigurationKey("tools.config_file") { $1.tools.configurationFile = try $0.string() },
        ConfigurationKey("tools.instance_idle_s") { $1.tools.instanceIdleTime = try $0.duration() },
        ConfigurationKey("tools.instance_lifetime_s") { $1.tools.instanceLifetime = try $0.duration() },
        ConfigurationKey("tools.max_instances") { $1.tools.maximumInstances = try $0.integer(in: 1...1_000_000) },
    ]

    private static let codeJudge: [ConfigurationKey] = [
        ConfigurationKey("code_judge.timeout_s") { $1.codeJudge.timeout = try $0.duration() },
        ConfigurationKey("code_judge.queue_s") { $1.codeJudge.queueDeadline = try $0.duration() },
        ConfigurationKey("code_judge.long_batch_queue_s") { $1.codeJudge.longBatchQueueDeadline = try $0.duration() },
        ConfigurationKey("code_judge.output_characters") {
            $1.codeJudge.outputCharacters = try $0.integer(in: 0...1 << 20)
        },
        ConfigurationKey("code_judge.max_submissions") {
            $1.codeJudge.maximumSubmissions = try $0.integer(in: 1...10_000_000)
        },
    ]

    private static let mcp: [ConfigurationKey] = [
        ConfigurationKey("mcp.sessions") { $1.mcp.offersSessions = try $0.bool() },
        ConfigurationKey("mcp.allowed_origins") { $1.mcp.allowedOrigins = try $0.strings() },
    ]

    private static let scoring: [ConfigurationKey] = [
        ConfigurationKey("score.mode") { value, configuration in
            let name = try value.string(among: RequestedMode.names)
            configuration.scoring.mode = RequestedMode(name: name) ?? configuration.scoring.mode
        },
        ConfigurationKey("score.reward") { value, configuration in
            let name = try value.string(among: RewardKind.allCases.map(\.rawValue))
            configuration.scoring.reward = RewardKind(rawValue: name) ?? configuration.scoring.reward
        },
        ConfigurationKey("score.slice") { $1.scoring.settings.slice = try $0.bool() },
        ConfigurationKey("score.gate") { $1.scoring.settings.gate = try $0.share() },
        ConfigurationKey("score.normalize_ground_truth") { $1.scoring.normalizesGroundTruth = try $0.bool() },
        ConfigurationKey("score.second_opinion") { $1.scoring.asksSecondOpinion = try $0.bool() },
    ]

    private static let execution: [ConfigurationKey] = [
        ConfigurationKey("execution.worker_path") { $1.execution.workerPath = try $0.string() },
        ConfigurationKey("execution.profile_directory") { $1.execution.profileDirectory = try $0.string() },
        ConfigurationKey("execution.slots_per_tier") { $1.execution.slotsPerTier = try $0.integer(in: 1...4096) },
        ConfigurationKey("execution.queue_capacity") { $1.execution.queueCapacity = try $0.integer(in: 0...1_000_000) },
        ConfigurationKey("execution.queue_deadline_s") { $1.execution.queueDeadline = try $0.duration() },
        ConfigurationKey("execution.default_timeout_s") { $1.execution.defaultTimeout = try $0.duration() },
        ConfigurationKey("execution.maximum_timeout_s") { $1.execution.maximumTimeout = try $0.duration() },
        ConfigurationKey("execution.default_memory_mb") {
            $1.execution.defaultMemoryMegabytes = try $0.integer(in: 16...1 << 20)
        },
        ConfigurationKey("execution.maximum_memory_mb") {
            $1.execution.maximumMemoryMegabytes = try $0.integer(in: 16...1 << 20)
        },
        ConfigurationKey("execution.output_keep_bytes") {
            $1.execution.outputKeepBytes = try $0.integer(in: 0...1 << 30)
        },
        ConfigurationKey("execution.output_limit_bytes") {
            $1.execution.outputLimitBytes = try $0.integer(in: 0...1 << 40)
        },
        ConfigurationKey("execution.fetch_limit_bytes") {
            $1.execution.fetchLimitBytes = try $0.integer(in: 0...1 << 30)
        },
        ConfigurationKey("execution.executions_per_slot") {
            $1.execution.executionsPerSlot = try $0.integer(in: 1...1_000_000_000)
        },
        ConfigurationKey("execution.require") { $1.execution.require = try $0.strings() },
        ConfigurationKey("execution.tiers") { value, configuration in
            configuration.execution.tiers = try value.strings().map { name in
                guard let tier = Tier(rawValue: name) else {
                    throw ConfigurationError("execution.tiers: \(name) is not a tier; the tiers are bare and math")
                }
                return tier
            }
        },
    ]
}
