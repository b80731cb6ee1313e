import AssaySandbox
import Hummingbird
import HummingbirdTesting
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import AssayServer

@Suite("Connections")
struct HangUpTests {
    @Test("a client that hangs up cancels its execution", .timeLimit(.minutes(1)))
    func hangUp() async throws {
        let (executor, events) = ScriptedExecutor.endless()
        let server = try ServerFixture(executor, configuration: Self.anyPort).server()
        try await server.application.test(.live) { client in
            let port = try #require(client.port)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            let body = #"{"code":"1"}"#
            let head = "POST /v1/execute HTTP/1.1\r\nhost: x\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
            try await channel.writeAndFlush(ByteBuffer(string: head + body))
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == "started")
            try await channel.close()
            #expect(await iterator.next() == "cancelled")
        }
    }

    @Test("a connection serves one request after another")
    func keepAlive() async throws {
        let server = try ServerFixture(configuration: Self.anyPort).server()
        try await server.application.test(.live) { client in
            for index in 0..<20 {
                let body = ByteBuffer(string: "{\"code\":\"\(index)\"}")
                let response = try await client.execute(uri: "/v1/execute", method: .post, body: body)
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains("\"stdout\":\"\(index)\""))
            }
        }
    }

    private static var anyPort: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.http.port = 0
        return configuration
    }
}
