import ArgumentParser
import AssaySandbox
import AssayServer
import Configuration
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// `assay serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves the tool API over HTTP.",
        discussion: """
            Prints one line when workers are confined and waiting and the socket takes connections. SIGTERM and
            SIGINT let requests under way finish. Settings come from the configuration file, then from ASSAY_…
            variables (http.port is ASSAY_HTTP_PORT), then from the flags here, the later winning.

            Examples:
              assay serve
              assay serve --port 0 --slots 8
              assay serve --host 0.0.0.0 --config /etc/assay/server.yaml
              assay serve --require seccomp --require user_namespace
            """)

    @Option(help: "The address to bind (default: 127.0.0.1).")
    var host: String?

    @Option(help: "The port to bind; 0 takes a free one (default: 8080).")
    var port: Int?

    @OptionGroup var workers: WorkerOptions

    @OptionGroup var settings: ConfigurationOptions

    mutating func run() async throws {
        do {
            try await self.serve()
        } catch {
            StandardStream.printError("assay serve: \(StartFault.line(for: error))")
            throw ExitCode(1)
        }
    }

    private var flags: [String: ConfigValue] {
        var flags = self.workers.flags
        if let host { flags["http.host"] = ConfigValue(.string(host), isSecret: false) }
        if let port { flags["http.port"] = ConfigValue(.int(port), isSecret: false) }
        return flags
    }

    private func serve() async throws {
        let configuration = try await self.settings.load(flags: self.flags)
        let logger = Logger.standardError(label: "assay", level: configuration.logLevel)
        let service = try ToolService(configuration, logger: logger)
        let (ready, announced) = AsyncStream.makeStream(of: Void.self)
        let announcement = ReadyAnnouncement(
            configuration: configuration, executor: service.executor, ports: service.ports,
            onReady: { announced.yield() })
        let notifier = ServiceNotifier(
            environment: ProcessInfo.processInfo.environment, executor: service.executor, ready: ready, logger: logger)
        let services: [(any Service)?] = [service.executor, service.server, announcement, notifier]
        // Ended from the last to the first: the manager hears of the end before it begins.
        var group = ServiceGroupConfiguration(
            services: services.compactMap { $0 },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger)
        group.maximumGracefulShutdownDuration = configuration.http.shutdownGrace
        try await ServiceGroup(configuration: group).run()
    }
}
