import AssayClient
import AssaySandbox
import AssayServer
import Logging
import RealWorker

/// The tool server with the real worker, on a free port of loopback.
enum LiveServer {
    /// Serves for as long as `body` runs.
    static func with<Value: Sendable>(
        slots: Int = 2, _ body: @Sendable @escaping (ToolClient) async throws -> Value
    ) async throws -> Value {
        try await RealWorker.withExecutor(tiers: [.math], slots: slots) { executor in
            var configuration = ServerConfiguration()
            configuration.http.port = 0
            let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
            let server = try ToolServer(
                configuration: configuration, executor: executor, registry: PrometheusRegistry(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                onRunning: { continuation.yield($0) })
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                var port = 0
                for await bound in ports {
                    port = bound
                    break
                }
                let value = try await body(try ToolClient(url: "http://127.0.0.1:\(port)"))
                group.cancelAll()
                return value
            }
        }
    }
}
