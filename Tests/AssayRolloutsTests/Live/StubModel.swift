import AssayClient
import AssayJSON
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Synchronization

@testable import AssayRollouts

/// A chat completions server on loopback whose answers a test writes.
final class StubModel: Sendable {
    struct Answer: Sendable {
        var status = 200
        var retryAfter: String?
        var body: String
    }

    /// An answer by request and by how many came before it.
    private let script: @Sendable (JSONValue, Int) async throws -> Answer
    private let received = Mutex<[JSONValue]>([])

    init(_ script: @escaping @Sendable (JSONValue, Int) async throws -> Answer) { self.script = script }

    /// What was asked for so far.
    var requests: [JSONValue] { self.received.withLock { $0 } }

    /// Serves for as long as `body` runs.
    func serve<Value: Sendable>(
        path: String = "/v1/chat/completions", _ body: @escaping @Sendable (String) async throws -> Value
    ) async throws -> Value {
        let router = Router()
        router.post(RouterPath(path)) { request, _ in try await self.answer(request) }
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)), logger: logger)
        return try await application.test(.live) { client in
            try await body("http://127.0.0.1:\(client.port ?? 0)")
        }
    }

    private func answer(_ request: Request) async throws -> Response {
        let bytes = try await request.body.collect(upTo: 1 << 20)
        let json = try JSONParser.parse(Array(bytes.readableBytesView))
        let index = self.received.withLock { requests in
            requests.append(json)
            return requests.count - 1
        }
        let answer = try await self.script(json, index)
        var headers: HTTPFields = [.contentType: "application/json"]
        if let seconds = answer.retryAfter { headers[.retryAfter] = seconds }
        return Response(
            status: .init(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body)))
    }
}
