import AssayJSON
import AssaySandbox
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore

@testable import AssayServer

/// A server over a scripted executor, asked through the router.
struct ServerFixture: Sendable {
    var configuration = ServerConfiguration()
    let executor: ScriptedExecutor
    let registry = PrometheusRegistry()

    init(_ executor: ScriptedExecutor = ScriptedExecutor(), configuration: ServerConfiguration = .init()) {
        self.executor = executor
        self.configuration = configuration
    }

    /// One reply.
    struct Reply: Sendable {
        var status: Int
        var headers: HTTPFields
        var bytes: [UInt8]

        var text: String { String(decoding: self.bytes, as: UTF8.self) }
        var json: JSONValue { get throws { try JSONParser.parse(self.bytes) } }
    }

    func server() throws -> ToolServer {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return try ToolServer(
            configuration: self.configuration, executor: self.executor, registry: self.registry, logger: logger)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Reply {
        try await self.send(method, path, bytes: body.map { Array($0.utf8) }, headers: headers)
    }

    func post(_ path: String, _ body: String, headers: HTTPFields = [:]) async throws -> Reply {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return try await self.send(.post, path, body, headers: headers)
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, bytes: [UInt8]?, headers: HTTPFields
    ) async throws -> Reply {
        try await self.withServer { try await $0.send(method, path, bytes: bytes, headers: headers) }
    }

    /// One server for several requests.
    func withServer<Value: Sendable>(
        _ body: @escaping @Sendable (Caller) async throws -> Value
    ) async throws -> Value {
        try await self.server().application.test(.router) { try await body(Caller(client: $0)) }
    }

    /// Sends requests to one server.
    struct Caller {
        let client: any TestClientProtocol

        func send(
            _ method: HTTPRequest.Method, _ path: String, bytes: [UInt8]? = nil, headers: HTTPFields = [:]
        ) async throws -> Reply {
            try await self.client.execute(
                uri: path, method: method, headers: headers, body: bytes.map { ByteBuffer(bytes: $0) }
            ) { response in
                Reply(
                    status: response.status.code, headers: response.headers,
                    bytes: Array(response.body.readableBytesView))
            }
        }

        func post(_ path: String, _ body: String, headers: HTTPFields = [:]) async throws -> Reply {
            var headers = headers
            headers[.contentType] = "application/json"
            return try await self.send(.post, path, bytes: Array(body.utf8), headers: headers)
        }
    }
}
