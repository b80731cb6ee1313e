import AssaySandbox
import AssayTools
import Foundation
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import ServiceLifecycle

/// The HTTP face of an executor: a service that serves every route until it is shut down.
package struct ToolServer: Service {
    /// The version that `/health` and the API's description tell.
    package static let version = "0.1.0"

    let application: Application<RouterResponder<AssayRequestContext>>

    /// - Parameters:
    ///   - executor: runs the programs; it is a service of its own, which the caller runs.
    ///   - registry: what `/metrics` shows and the routes count in.
    ///   - onRunning: called once with the bound port, when the socket takes connections.
    /// - Throws: ``ConfigurationError`` where the configuration contradicts itself or the key file cannot be read.
    package init(
        configuration: ServerConfiguration,
        executor: any CodeExecutor,
        registry: PrometheusRegistry,
        logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) -> Void = { _ in }
    ) throws {
        try configuration.validate()
        let router = Router(context: AssayRequestContext.self)
        router.add(middleware: RequestMetricsMiddleware(metrics: registry))
        router.add(middleware: ErrorMiddleware())
        if let file = configuration.http.authKeysFile {
            router.add(middleware: BearerMiddleware(keys: try AccessKeys(file: file)))
        }
        let instances = ToolInstances(limits: configuration.tools)
        let sandboxes = E2BSandboxes(host: executor)
        try Self.routes(configuration, executor, registry, instances, sandboxes, logger).install(in: router)
        let idleTimeout = TimeAmount(configuration.http.idleTimeout)
        self.application = Application(
            router: router,
            server: HTTPServerBuilder { responder in
                WatchedHTTPChannel(
                    base: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: idleTimeout)))
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.http.host, port: configuration.http.port), serverName: "assay",
                backlog: 1024),
            services: [instances, sandboxes],
            onServerRunning: { channel in onRunning(channel.localAddress?.port ?? configuration.http.port) },
            logger: logger)
    }

    /// Binds the socket and serves until graceful shutdown, which lets requests under way finish.
    package func run() async throws { try await self.application.run() }

    private static func routes(
        _ configuration: ServerConfiguration, _ base: any CodeExecutor, _ registry: PrometheusRegistry,
        _ instances: ToolInstances, _ sandboxes: E2BSandboxes, _ logger: Logger
    ) throws -> RouteTable {
        let executor = MeteredExecutor(base: base, metrics: registry)
        let limits = ExecutionLimits(configuration.execution)
        var table = RouteTable()
        ExecuteRoutes(
            executor: executor, limits: limits, maximumBodyBytes: configuration.http.maximumBodyBytes,
            maximumBatchItems: configuration.http.maximumBatchItems,
            batchConcurrency: configuration.http.batchConcurrency, replies: IdempotencyCache()
        ).add(to: &table)
        SessionRoutes(
            host: executor, limits: limits, maximumBodyBytes: configuration.http.maximumBodyBytes
        ).add(to: &table)
        let grader = Grader(secondOpinion: SecondOpinion(executor: executor), metrics: registry)
        ScoreRoutes(
            grader: grader, defaults: configuration.scoring, maximumBodyBytes: configuration.http.maximumBodyBytes,
            maximumItems: configuration.http.maximumScoreItems
        ).add(to: &table)
        OpenRLHFRoutes(
            grader: grader, defaults: configuration.scoring, maximumBodyBytes: configuration.http.maximumBodyBytes,
            maximumItems: configuration.http.maximumScoreItems
        ).add(to: &table)
        SlimeRoutes(
            grader: grader, defaults: configuration.scoring, maximumBodyBytes: configuration.http.maximumBodyBytes
        ).add(to: &table)
        SandboxFusionRoutes(
            executor: executor, limits: limits, maximumBodyBytes: configuration.http.maximumBodyBytes,
            maximumCells: configuration.http.maximumBatchItems,
            podName: ProcessInfo.processInfo.environment["MY_POD_NAME"]
        ).add(to: &table)
        CodeJudgeRoutes(
            judge: SubmissionJudge(
                executor: executor, limits: limits, configuration: configuration.codeJudge, metrics: registry),
            maximumBodyBytes: configuration.http.maximumBodyBytes,
            batchWidth: min(configuration.http.batchConcurrency, 2 * configuration.execution.slotsPerTier)
        ).add(to: &table)
        PistonRoutes(
            executor: executor, limits: limits, maximumBodyBytes: configuration.http.maximumBodyBytes
        ).add(to: &table)
        let tools = try Toolbox(configuration.tools, executor: executor)
        ToolRoutes(
            tools: tools, instances: instances, limits: configuration.tools,
            maximumBodyBytes: configuration.http.maximumBodyBytes
        ).add(to: &table)
        MCPRoutes(
            tools: MCPTools(tools, configuration, host: executor, logger: logger),
            origins: AllowedOrigins(configuration.mcp), maximumBodyBytes: configuration.http.maximumBodyBytes
        ).add(to: &table)
        let nemoSkills = NemoSkillsRoutes(executor: executor, limits: limits)
        let sessions = E2BSessions(host: executor, sandboxes: sandboxes)
        let contexts = E2BContextRoutes(
            executor: executor, limits: limits, sessions: sessions,
            maximumBodyBytes: configuration.http.maximumBodyBytes)
        nemoSkills.add(to: &table)
        contexts.add(to: &table)
        E2BFileRoutes(sessions: sessions, maximumBodyBytes: configuration.http.maximumBodyBytes).add(to: &table)
        E2BFilesystemRoutes(sessions: sessions, maximumBodyBytes: configuration.http.maximumBodyBytes).add(to: &table)
        E2BSandboxRoutes(
            executor: executor, limits: limits, sandboxes: sandboxes,
            maximumBodyBytes: configuration.http.maximumBodyBytes
        ).add(to: &table)
        SharedExecuteRoute(
            nemoSkills: nemoSkills, e2b: contexts, maximumBodyBytes: configuration.http.maximumBodyBytes
        ).add(to: &table)
        HealthRoutes(executor: executor, registry: registry, sandboxes: sandboxes).add(to: &table)
        try DocumentRoutes().add(to: &table)
        return table
    }
}
