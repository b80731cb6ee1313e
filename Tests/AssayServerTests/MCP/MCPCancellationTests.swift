import AssayJSON
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOPosix
import Testing

@testable import AssayServer

@Suite("/mcp: ends of runs")
struct MCPCancellationTests {
    @Test("a client that hangs up ends its run", .timeLimit(.minutes(1)))
    func hangUp() async throws {
        let (executor, events) = ScriptedExecutor.endless()
        var configuration = ServerConfiguration()
        configuration.http.port = 0
        let server = try ServerFixture(executor, configuration: configuration).server()
        try await server.application.test(.live) { client in
            let port = try #require(client.port)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            let body = MCPRouteTests.call(1, "1")
            let head = "POST /mcp HTTP/1.1\r\nhost: x\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
            try await channel.writeAndFlush(ByteBuffer(string: head + body))
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == "started")
            try await channel.close()
            #expect(await iterator.next() == "cancelled")
        }
    }

    @Test("a cancellation ends the run of its own session alone", .timeLimit(.minutes(1)))
    func notification() async throws {
        let (executor, events) = ScriptedExecutor.endless()
        try await ServerFixture(executor).withServer { server in
            let name = try #require(HTTPField.Name("Mcp-Session-Id"))
            let post = { @Sendable (body: String, session: String?) in
                var headers = MCPRouteTests.accepted
                if let session { headers[name] = session }
                return try await server.post("/mcp", body, headers: headers)
            }
            let cancel = #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}"#
            async let running = post(MCPRouteTests.call(7, "1"), "mine")
            var iterator = events.makeAsyncIterator()
            #expect(await iterator.next() == "started")
            // Another's session, none, another request: the run goes on, or it would answer below.
            for (body, session) in [
                (cancel, "yours"), (cancel, nil), (cancel.replacing("7", with: "8"), "mine"),
                (cancel.replacing("7", with: #""7""#), "mine"), (cancel.replacing("7", with: "[]"), "mine"),
            ] as [(String, String?)] {
                #expect(try await post(body, session).status == 202)
            }
            async let second = post(MCPRouteTests.call(9, "1"), "mine")
            #expect(await iterator.next() == "started")
            #expect(try await post(cancel, "mine").status == 202)
            #expect(await iterator.next() == "cancelled")
            let reply = try await running
            #expect(reply.status == 200)
            #expect(try reply.json["id"] == 7)
            #expect(try reply.json["error"]?["code"] == -32800)
            #expect(try await post(cancel.replacing("7", with: "9"), "mine").status == 202)
            #expect(try await second.json["error"]?["code"] == -32800)
        }
    }
}
