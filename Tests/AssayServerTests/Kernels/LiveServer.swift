import AssaySandbox
import Hummingbird
import HummingbirdTesting
import Logging
import RealWorker

@testable import AssayServer

/// A server over a real worker, asked through the router.
enum LiveServer {
    static func with<Value: Sendable>(
        configure: @escaping @Sendable (inout ExecutorConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (ServerFixture.Caller) async throws -> Value
    ) async throws -> Value {
        try await RealWorker.withExecutor(slots: 2, configure: configure) { executor in
            var logger = Logger(label: "test")
            logger.logLevel = .critical
            let server = try ToolServer(
                configuration: ServerConfiguration(), executor: executor, registry: PrometheusRegistry(),
                logger: logger)
            return try await server.application.test(.router) { try await body(.init(client: $0)) }
        }
    }
}
