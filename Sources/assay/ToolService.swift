import AssaySandbox
import AssayServer
import Logging
import Metrics
import ServiceLifecycle

/// The tool API as a part of this process: workers, and the server before them.
struct ToolService {
    let executor: Executor
    let server: ToolServer
    /// Yields the bound port once the socket takes connections.
    let ports: AsyncStream<Int>

    /// Starts nothing yet.
    /// - Throws: where the configuration contradicts itself or a profile cannot be read.
    init(_ configuration: ServerConfiguration, logger: Logger) throws {
        // Checked before workers start: a bad setting must not cost seconds.
        try configuration.validate()
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        self.executor = try Executor(configuration: configuration.execution, logger: logger)
        self.server = try ToolServer(
            configuration: configuration, executor: self.executor, registry: registry, logger: logger,
            onRunning: { bound.yield($0) })
        self.ports = ports
    }

    /// Serves on a free port of this machine for as long as `body` runs, which is told the address.
    /// - Throws: what `body` throws, and where workers cannot be started.
    static func serve<Result: Sendable>(
        _ configuration: ServerConfiguration, logger: Logger,
        during body: @escaping @Sendable (_ url: String) async throws -> Result
    ) async throws -> Result {
        var configuration = configuration
        (configuration.http.host, configuration.http.port) = ("127.0.0.1", 0)
        configuration.http.authKeysFile = nil
        let service = try ToolService(configuration, logger: logger)
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [service.executor, service.server], logger: logger))
        return try await withThrowingTaskGroup(of: Result?.self) { tasks in
            tasks.addTask {
                try await group.run()
                return nil
            }
            tasks.addTask {
                guard let port = await service.ports.first(where: { _ in true }) else { return nil }
                try await service.executor.waitUntilReady()
                return try await body("http://127.0.0.1:\(port)")
            }
            do {
                let first = try await tasks.next() ?? nil
                await group.triggerGracefulShutdown()
                let second = try await tasks.next() ?? nil
                guard let result = first ?? second else { throw CancellationError() }
                return result
            } catch {
                await group.triggerGracefulShutdown()
                while (try? await tasks.next()) != nil {}
                throw error
            }
        }
    }
}

extension ServerConfiguration {
    /// What a run of training has its programs run by.
    static var training: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.logLevel = "warning"
        return configuration
    }
}
