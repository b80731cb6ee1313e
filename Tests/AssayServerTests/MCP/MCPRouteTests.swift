import AssayJSON
import AssayMCP
import AssayTools
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("/mcp")
struct MCPRouteTests {
    static let accepted: HTTPFields = [.accept: "application/json, text/event-stream"]

    private static func field(_ name: String) throws -> HTTPField.Name { try #require(HTTPField.Name(name)) }

    private static func post(
        _ body: String, _ headers: [(String, String)] = [], fixture: ServerFixture = ServerFixture()
    ) async throws -> ServerFixture.Reply {
        var fields = Self.accepted
        for (name, value) in headers { fields.append(HTTPField(name: try Self.field(name), value: value)) }
        return try await fixture.post("/mcp", body, headers: fields)
    }

    static func call(_ id: Int, _ code: String) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"code_interpreter","#
            + #""arguments":{"code":"\#(code)"}}}"#
    }

    private static let ping = #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#
    private static let initialized = #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#

    // MARK: The handshake

    @Test("a handshake names a session; every call stands alone", arguments: ["2024-11-05", "2025-11-25"])
    func handshake(version: String) async throws {
        let first = try await Self.post(
            #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"\#(version)"}}"#)
        #expect(first.status == 200)
        #expect(first.headers[.contentType] == "application/json")
        #expect(try first.json["result"]?["protocolVersion"] == .string(version))
        let session = try #require(first.headers[try Self.field("Mcp-Session-Id")])
        #expect(session.count == 32)
        let headers = [("Mcp-Session-Id", session), ("Mcp-Protocol-Version", version)]
        let told = try await Self.post(Self.initialized, headers)
        #expect(told.status == 202)
        #expect(told.bytes.isEmpty)
        for headers in [headers, []] {
            let result = try await Self.post(Self.call(2, "41"), headers)
            #expect(result.status == 200)
            #expect(result.headers[try Self.field("Mcp-Session-Id")] == nil)
            #expect(try result.json["result"]?["content"] == [["type": "text", "text": "41"]])
            #expect(try result.json["id"] == 2)
        }
        #expect(try await Self.post(Self.ping, headers).text == #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
        let response = try await Self.post(#"{"jsonrpc":"2.0","id":1,"result":{}}"#, headers)
        #expect(response.status == 202)
    }

    @Test("an error of a request is 200 with a body, for older clients take nothing else")
    func errors() async throws {
        for (body, code) in [
            (#"{"jsonrpc":"2.0","id":1,"method":"nope"}"#, -32601),
            (#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"x"}}"#, -32602),
        ] {
            let reply = try await Self.post(body)
            #expect(reply.status == 200)
            #expect(try reply.json["error"]?["code"]?.integer == code)
        }
    }

    @Test("an address that ends with a slash is the same", arguments: ["/mcp", "/mcp/"])
    func slash(path: String) async throws {
        #expect(try await ServerFixture().post(path, Self.ping).status == 200)
        let refused = try await ServerFixture().post(path, Self.ping, headers: [.accept: "text/html"])
        #expect(refused.status == 406)
        #expect(try refused.json["error"]?["code"] == -32600)
    }

    @Test("what is no message is 400")
    func malformed() async throws {
        for (body, code) in [("{", -32700), ("", -32700), ("[]", -32600), ("3", -32600), (#"{"id":1}"#, -32600)] {
            let reply = try await Self.post(body)
            #expect(reply.status == 400)
            #expect(try reply.json["error"]?["code"]?.integer == code)
            #expect(try reply.json["jsonrpc"] == "2.0")
        }
    }

    @Test(
        "batches are for the revisions that have them; without a name it is 2025-03-26",
        arguments: [
            (nil, true), ("2024-11-05", true), ("2025-03-26", true), ("2025-06-18", false), ("2025-11-25", false),
        ] as [(String?, Bool)])
    func batches(version: String?, isTaken: Bool) async throws {
        let headers = version.map { [("Mcp-Protocol-Version", $0)] } ?? []
        let reply = try await Self.post("[\(Self.ping),\(Self.initialized),\(Self.call(2, "b"))]", headers)
        #expect(reply.status == (isTaken ? 200 : 400))
        if isTaken {
            #expect(try reply.json.array?.map { $0["id"]?.integer ?? 0 }.sorted() == [1, 2])
            #expect(try await Self.post("[\(Self.initialized)]", headers).status == 202)
        } else {
            #expect(try reply.json["error"]?["code"] == -32600)
        }
    }

    @Test("a revision that nobody knows is 400", arguments: ["2023-01-01", "", "2025-06-18, 2025-06-18"])
    func unknownVersion(version: String) async throws {
        let reply = try await Self.post(Self.ping, [("Mcp-Protocol-Version", version)])
        #expect(reply.status == 400)
        #expect(try reply.json["error"]?["code"] == -32022)
    }

    @Test("there is no stream to listen to and no session to end")
    func otherMethods() async throws {
        for method in [HTTPRequest.Method.get, .delete, .put, .options] {
            let reply = try await ServerFixture().send(method, "/mcp", headers: [.accept: "text/event-stream"])
            #expect(reply.status == 405)
            #expect(reply.headers[.allow] == "POST")
            #expect(try reply.json["error"]?["code"] == -32600)
        }
    }

    // MARK: The stateless form

    private static let meta =
        #"{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"#

    private static func stateless(_ method: String, _ parameters: String = "", meta: String = meta) -> String {
        let comma = parameters.isEmpty ? "" : ","
        return #"{"jsonrpc":"2.0","id":"a","method":"\#(method)","params":{\#(parameters)\#(comma)"_meta":\#(meta)}}"#
    }

    private static func headers(
        _ method: String, name: String? = nil, version: String = "2026-07-28"
    ) -> [(String, String)] {
        [("Mcp-Protocol-Version", version), ("Mcp-Method", method)] + (name.map { [("Mcp-Name", $0)] } ?? [])
    }

    private static let code = #""name":"code_interpreter","arguments":{"code":"6*7"}"#

    @Test("a request stands alone")
    func statelessCall() async throws {
        let discovery = try await Self.post(Self.stateless("server/discover"), Self.headers("server/discover"))
        #expect(discovery.status == 200)
        #expect(try discovery.json["result"]?["supportedVersions"] == ["2026-07-28"])
        for name in ["code_interpreter", "=?base64?Y29kZV9pbnRlcnByZXRlcg==?="] {
            let result = try await Self.post(
                Self.stateless("tools/call", Self.code), Self.headers("tools/call", name: name))
            #expect(result.status == 200)
            #expect(try result.json["result"]?["resultType"] == "complete")
            #expect(try result.json["result"]?["structuredContent"]?["text"] == "6*7")
        }
        let told = try await Self.post(Self.initialized, Self.headers("notifications/initialized"))
        #expect(told.status == 202)
    }

    @Test("headers that tell something else than the body are refused before anything runs")
    func mismatches() async throws {
        let executor = ScriptedExecutor()
        let wrong: [[(String, String)]] = [
            [], [("Mcp-Protocol-Version", "2026-07-28")], Self.headers("tools/call"),
            Self.headers("tools/list", name: "code_interpreter"),
            Self.headers("tools/call", name: "other"), Self.headers("tools/call", name: "=?base64?!!?="),
            Self.headers("tools/call", name: "=?base64?b3RoZXI=?="),
            Self.headers("tools/call", name: "code_interpreter", version: "2025-11-25"),
            Self.headers("tools/call", name: "code_interpreter", version: "2027-01-01"),
            Self.headers("tools/call", name: "code_interpreter") + [("Mcp-Name", "code_interpreter")],
            Self.headers("tools/call", name: "code_interpreter") + [("Mcp-Method", "tools/call")],
            Self.headers("tools/call", name: "code_interpreter") + [("Mcp-Protocol-Version", "2026-07-28")],
            Self.headers("Tools/call", name: "code_interpreter"),
        ]
        for headers in wrong {
            let reply = try await Self.post(
                Self.stateless("tools/call", Self.code), headers, fixture: ServerFixture(executor))
            #expect(reply.status == 400, "\(headers)")
            #expect(try reply.json["error"]?["code"] == -32020, "\(headers)")
            #expect(try reply.json["id"] == "a")
        }
        #expect(executor.requests.isEmpty)
    }

    @Test("each error has its status")
    func statuses() async throws {
        let old = Self.meta.replacing("2026-07-28", with: "2030-01-01")
        let cases: [(String, [(String, String)], Int, Int)] = [
            (Self.stateless("ping"), Self.headers("ping"), 404, -32601),
            (Self.stateless("tools/call", #""name":"x""#), Self.headers("tools/call", name: "x"), 400, -32602),
            (Self.stateless("tools/call", #""name":7"#), Self.headers("tools/call"), 400, -32602),
            (Self.ping, Self.headers("ping"), 400, -32602),
            (Self.stateless("tools/list", meta: "{}"), Self.headers("tools/list"), 400, -32602),
            (Self.stateless("tools/list", meta: old), Self.headers("tools/list", version: "2030-01-01"), 400, -32022),
            ("[\(Self.ping)]", Self.headers("ping"), 400, -32600),
            (#"{"jsonrpc":"2.0","id":1,"result":{}}"#, Self.headers("ping"), 400, -32600),
            (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, Self.headers("ping"), 400, -32600),
        ]
        for (body, headers, status, code) in cases {
            let reply = try await Self.post(body, headers)
            #expect(reply.status == status, "\(body)")
            #expect(try reply.json["error"]?["code"]?.integer == code, "\(body)")
        }
    }

    // MARK: Who may call

    @Test(
        "pages of elsewhere may not call, unless they are named",
        arguments: [
            ("http://localhost:6274", true), ("http://127.0.0.1", true), ("https://[::1]:8080", true),
            ("https://agent.example", true), ("HTTPS://Agent.example", true), ("http://agent.example", false),
            ("https://agent.example:8080", false), ("http://evil.example", false), ("null", false), ("", false),
            ("http://localhost.evil.example", false), ("http://127.0.0.1.evil.example", false),
            ("http://evil.example#@localhost", false), ("ftp://localhost", false), ("localhost", false),
            ("http://localhost@evil.example", false),
        ])
    func origins(origin: String, isAllowed: Bool) async throws {
        var configuration = ServerConfiguration()
        configuration.mcp.allowedOrigins = ["https://agent.example"]
        let reply = try await Self.post(
            Self.ping, [("Origin", origin)], fixture: ServerFixture(configuration: configuration))
        #expect(reply.status == (isAllowed ? 200 : 403))
        if !isAllowed { #expect(try reply.json["error"]?["code"] == -32600) }
    }

    @Test(
        "the answer is JSON: a client must take that",
        arguments: [
            ("application/json", 200), ("application/json;q=0.9 , text/event-stream", 200), ("*/*", 200),
            ("Application/*", 200), ("text/event-stream", 406), ("text/html", 406), ("application/jsonx", 406),
        ])
    func accept(accept: String, status: Int) async throws {
        let reply = try await ServerFixture().post("/mcp", Self.ping, headers: [.accept: accept])
        #expect(reply.status == status)
        #expect(try reply.json["jsonrpc"] == "2.0")
    }

    @Test("a client that does not say what it takes or sends is answered, one that sends a form is not")
    func types() async throws {
        #expect(try await ServerFixture().send(.post, "/mcp", Self.ping).status == 200)
        for type in ["text/plain", "application/x-www-form-urlencoded", "application/xml"] {
            let reply = try await ServerFixture().post("/mcp", Self.ping, headers: [.contentType: type])
            #expect(reply.status == 415)
        }
        #expect(
            try await ServerFixture().post(
                "/mcp", Self.ping, headers: [.contentType: "application/json; charset=utf-8"]
            )
            .status == 200)
    }

    @Test("a key is asked for as elsewhere, in words that clients show")
    func keys() async throws {
        try await AccessTests.withKeys("alpha\n") { fixture in
            let refused = try await Self.post(Self.ping, fixture: fixture)
            #expect(refused.status == 401)
            #expect(refused.headers[.wwwAuthenticate] == "Bearer")
            #expect(try refused.json["error"]?["message"]?.string?.contains("Bearer KEY") == true)
            #expect(try await Self.post(Self.ping, [("Authorization", "Bearer alpha")], fixture: fixture).status == 200)
        }
    }

    @Test("a body beyond the limit is 413")
    func tooLarge() async throws {
        var configuration = ServerConfiguration()
        configuration.http.maximumBodyBytes = 100
        let reply = try await Self.post(
            Self.call(1, String(repeating: "x", count: 100)), fixture: ServerFixture(configuration: configuration))
        #expect(reply.status == 413)
        #expect(try reply.json["error"]?["code"] == -32600)
    }
}
