import AssayJSON
import AssayTools
import HTTPTypes
import Testing

@testable import AssaySandbox
@testable import AssayServer

@Suite("/mcp: sessions that calls name")
struct MCPSessionTests {
    private static var offering: ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.mcp.offersSessions = true
        return configuration
    }

    private static func call(_ code: String, in session: String?) -> String {
        let name = session.map { #","session":"\#($0)""# } ?? ""
        return #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"code_interpreter","#
            + #""arguments":{"code":"\#(code)"\#(name)}}}"#
    }

    private static let list = #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#

    @Test("they are offered only where the configuration says so")
    func offered() async throws {
        let usual = try await ServerFixture().post("/mcp", Self.list).json["result"]?["tools"]?.array?.first
        #expect(usual?["inputSchema"]?.object == CodeInterpreter.schema.parameters)
        let offering = try await ServerFixture(configuration: Self.offering).post("/mcp", Self.list)
        let schema = try #require(try offering.json["result"]?["tools"]?.array?.first?["inputSchema"])
        #expect(schema["properties"]?.object?.members.map(\.name) == ["code", "session"])
        #expect(schema["required"] == ["code"])
        #expect(schema["properties"]?["session"]?["description"]?.string?.contains("1800 s") == true)
        // Without the offer the name is no argument.
        let executor = ScriptedExecutor()
        _ = try await ServerFixture(executor).post("/mcp", Self.call("1", in: "new"))
        #expect(executor.requests.map(\.prelude) == [ExecutionRequest.seedPrelude])
    }

    @Test("a session is begun, named and used; its prelude runs once")
    func life() async throws {
        let executor = ScriptedExecutor()
        try await ServerFixture(executor, configuration: Self.offering).withServer { server in
            let made = try await server.post("/mcp", Self.call("x=1", in: "new")).json
            #expect(made["result"]?["content"]?.array?.first?["text"] == "x=1\n(session: ses_0)")
            #expect(made["result"]?["isError"] == false)
            let used = try await server.post("/mcp", Self.call("x", in: "ses_0")).json
            #expect(used["result"]?["content"]?.array?.first?["text"] == "x")
            let alone = try await server.post("/mcp", Self.call("x", in: "")).json
            #expect(alone["result"]?["isError"] == false)
            #expect(executor.sessions(of: "").map(\.cells) == [2])
        }
        #expect(executor.requests.map(\.prelude) == [nil, nil, ExecutionRequest.seedPrelude])
    }

    @Test("a name that there is not is the model's to mend, and so is one whose state is gone")
    func gone() async throws {
        let executor = ScriptedExecutor()
        try await ServerFixture(executor, configuration: Self.offering).withServer { server in
            let unknown = try await server.post("/mcp", Self.call("x", in: "ses_9")).json["result"]
            #expect(unknown?["isError"] == true)
            #expect(unknown?["structuredContent"]?["outcome"] == "error")
            _ = try await server.post("/mcp", Self.call("x", in: "new"))
            try executor.endSession("ses_0", of: "")
            let lost = try await server.post("/mcp", Self.call("x", in: "ses_0")).json["result"]
            #expect(lost?["isError"] == true)
            #expect(lost?["structuredContent"]?["outcome"] == "session_lost")
            #expect(lost?["structuredContent"]?["text"]?.string?.contains("it was deleted") == true)
        }
    }

    @Test("another key's session is nobody's")
    func owners() async throws {
        try await AccessTests.withKeys("alpha\nbeta\n") { keyed in
            var fixture = keyed
            fixture.configuration.mcp.offersSessions = true
            try await fixture.withServer { server in
                let headers = { (key: String) -> HTTPFields in [.authorization: "Bearer \(key)"] }
                _ = try await server.post("/mcp", Self.call("x", in: "new"), headers: headers("alpha"))
                for (key, isError) in [("alpha", false), ("beta", true)] {
                    let reply = try await server.post("/mcp", Self.call("x", in: "ses_0"), headers: headers(key))
                    #expect(try reply.json["result"]?["isError"] == .bool(isError))
                }
            }
        }
    }
}
