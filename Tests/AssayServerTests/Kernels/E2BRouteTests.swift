import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("E2B")
struct E2BRouteTests {
    private static func lines(_ reply: ServerFixture.Reply) throws -> [JSONValue] {
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == "application/x-ndjson")
        return try reply.text.split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
    }

    private static func inside(_ sandbox: String) -> HTTPFields { [E2BSandboxes.field: sandbox] }

    @Test("a cell in lines")
    func cell() async throws {
        let fixture = ServerFixture(
            ScriptedExecutor { request in
                var result = ExecutionResult.scripted(standardOutput: "é")
                result.display = [["text/html": "<b>"], ["text/plain": "'x'", "application/x": "1"]]
                result.resultIndex = 1
                return result
            })
        let lines = try Self.lines(try await fixture.post("/execute", #"{"code":"c","env_vars":{"A":"b"}}"#))
        #expect(
            lines.map { $0["type"]?.string } == [
                "number_of_executions", "stdout", "result", "result", "end_of_execution",
            ])
        #expect(lines[0]["execution_count"] == 1)
        #expect(lines[1]["text"] == "é")
        #expect(lines[1]["timestamp"]?.string?.hasSuffix("Z") == true)
        #expect(lines[2] == ["type": "result", "html": "<b>", "extra": [:], "is_main_result": false])
        #expect(
            lines[3] == ["type": "result", "text": "x", "extra": ["application/x": "1"], "is_main_result": true])
        let request = try #require(fixture.executor.requests.last)
        #expect(request.environment == ["A": "b"] && request.style == .kernel)
    }

    @Test("an exception is a line")
    func exception() async throws {
        let fixture = ServerFixture(
            ScriptedExecutor { _ in
                var result = ExecutionResult.scripted(.error)
                result.exception = .init(type: "E", message: "m", traceback: "x\ny", entries: ["x", "y"])
                return result
            })
        let lines = try Self.lines(try await fixture.post("/execute", #"{"code":"c"}"#))
        #expect(lines[1] == ["type": "error", "name": "E", "value": "m", "traceback": "x\ny"])
    }

    @Test("contexts are made, listed, begun anew and removed")
    func contexts() async throws {
        try await ServerFixture().withServer { server in
            let made = try await server.post("/contexts", #"{"cwd":"/tmp"}"#)
            #expect(made.status == 200)
            #expect(try made.json["language"] == "python" && made.json["cwd"] == "/tmp")
            let id = try #require(try made.json["id"]?.string)
            #expect(try await server.send(.get, "/contexts").json.array?.compactMap { $0["id"]?.string } == [id])
            let run = try await server.post("/execute", #"{"code":"c","context_id":"\#(id)"}"#)
            #expect(try Self.lines(run).count == 3)
            let restarted = try await server.post("/contexts/\(id)/restart", "")
            #expect(restarted.status == 200 && restarted.text == "null")
            #expect(try await server.send(.delete, "/contexts/\(id)").status == 200)
            for path in ["/contexts/\(id)", "/contexts/none"] {
                let gone = try await server.send(.delete, path)
                #expect(gone.status == 404)
                #expect(gone.text.hasPrefix("Context "))
                #expect(gone.headers[.contentType] == "text/plain; charset=utf-8")
            }
            #expect(try await server.post("/execute", #"{"code":"c","context_id":"none"}"#).status == 404)
        }
    }

    @Test("what is not there is refused")
    func refusals() async throws {
        let fixture = ServerFixture()
        let both = try await fixture.post("/execute", #"{"code":"c","context_id":"a","language":"python"}"#)
        #expect(both.status == 400)
        #expect(both.text == "Only one of context_id or language can be provided")
        #expect(try await fixture.post("/execute", #"{"code":"c","language":"javascript"}"#).status == 400)
        #expect(try await fixture.post("/contexts", #"{"language":"r"}"#).status == 400)
        #expect(try await fixture.post("/execute", #"{"code":1}"#).status == 422)
        #expect(try await fixture.post("/execute", "{}").status == 422)
        #expect(try await fixture.post("/execute", "[]").status == 400)
        #expect(try await fixture.post("/execute", #"{"code":"c","env_vars":{"A":1}}"#).status == 422)
    }

    @Test("a sandbox's life")
    func sandboxes() async throws {
        try await ServerFixture().withServer { server in
            let made = try await server.post(
                "/v2/sandboxes", #"{"templateID":"t","timeout":60,"metadata":{"k":"v"},"envVars":{"A":"b"}}"#)
            #expect(made.status == 201)
            let id = try #require(try made.json["sandboxID"]?.string)
            #expect(try made.json["templateID"] == "t")
            #expect(try made.json["envdAccessToken"] == nil)
            let details = try await server.send(.get, "/sandboxes/\(id)").json
            #expect(details["state"] == "running" && details["metadata"] == ["k": "v"])
            for (query, count) in [("", 1), ("?metadata=k%3Dv", 1), ("?metadata=k%3Dw", 0)] {
                #expect(try await server.send(.get, "/v2/sandboxes\(query)").json.array?.count == count)
            }
            let run = try await server.post("/execute", #"{"code":"c"}"#, headers: Self.inside(id))
            #expect(try Self.lines(run).count == 3)
            let contexts = try await server.send(.get, "/contexts", headers: Self.inside(id))
            #expect(try contexts.json.array?.count == 1)
            #expect(try await server.send(.get, "/contexts").json.array?.isEmpty == true)
            #expect(try await server.post("/sandboxes/\(id)/timeout", #"{"timeout":90}"#).status == 204)
            #expect(try await server.post("/sandboxes/\(id)/refreshes", "").status == 204)
            #expect(try await server.post("/v2/sandboxes/\(id)/connect", "{}").json["sandboxID"] == .string(id))
            #expect(try await server.send(.get, "/health", headers: Self.inside(id)).status == 200)
            #expect(try await server.send(.delete, "/sandboxes/\(id)").status == 204)
            let gone = try await server.send(.delete, "/sandboxes/\(id)")
            #expect(gone.status == 404)
            #expect(try gone.json["code"] == 404)
            #expect(try await server.post("/execute", #"{"code":"c"}"#, headers: Self.inside(id)).status == 502)
            #expect(try await server.send(.get, "/health", headers: Self.inside(id)).status == 502)
            #expect(try await server.send(.get, "/v1/sessions").json["sessions"]?.array?.isEmpty == true)
        }
    }

    @Test("a sandbox whose time is up is gone")
    func timeIsUp() async throws {
        try await ServerFixture().withServer { server in
            let made = try await server.post("/sandboxes", #"{"templateID":"t","timeout":0}"#)
            let id = try #require(try made.json["sandboxID"]?.string)
            #expect(try await server.send(.get, "/sandboxes/\(id)").status == 404)
            #expect(try await server.post("/execute", #"{"code":"c"}"#, headers: Self.inside(id)).status == 502)
        }
    }

    @Test(
        "what is wrong is named",
        arguments: [
            "{}", #"{"templateID":1}"#, #"{"templateID":"t","timeout":-1}"#, #"{"templateID":"t","envVars":[]}"#,
        ])
    func validation(body: String) async throws {
        let reply = try await ServerFixture().post("/v2/sandboxes", body)
        #expect(reply.status == 400)
        #expect(try reply.json["message"]?.string != nil)
    }

    @Test("overload is a 429 that says when")
    func overload() async throws {
        let executor = ScriptedExecutor(refusing: .overloaded("full"))
        for (path, body) in [("/v2/sandboxes", #"{"templateID":"t"}"#), ("/execute", #"{"code":"c"}"#)] {
            let reply = try await ServerFixture(executor).post(path, body)
            #expect(reply.status == 429)
            #expect(reply.headers[.retryAfter] == "1")
        }
    }

    @Test("a key is taken where the client sends it, and given back for what the sandbox holds")
    func keys() async throws {
        try await AccessTests.withKeys("one\ntwo\n") { fixture in
            try await fixture.withServer { server in
                func fields(_ name: String, _ value: String) -> HTTPFields { [HTTPField.Name(name)!: value] }
                let made = try await server.post(
                    "/v2/sandboxes", #"{"templateID":"t"}"#, headers: fields("X-API-Key", "one"))
                #expect(made.status == 201)
                #expect(try made.json["trafficAccessToken"] == "one")
                let id = try #require(try made.json["sandboxID"]?.string)
                var inside = fields("E2B-Traffic-Access-Token", "one")
                inside[E2BSandboxes.field] = id
                #expect(try await server.post("/execute", #"{"code":"c"}"#, headers: inside).status == 200)
                var other = fields("X-Access-Token", "two")
                other[E2BSandboxes.field] = id
                #expect(try await server.post("/execute", #"{"code":"c"}"#, headers: other).status == 502)
                #expect(try await server.post("/execute", #"{"code":"c"}"#).status == 401)
                #expect(
                    try await server.send(.get, "/sandboxes/\(id)", headers: fields("X-API-Key", "two")).status == 404)
            }
        }
    }

    @Test("with a real worker")
    func live() async throws {
        try await LiveServer.with { server in
            func run(_ code: String, _ more: String = "", in sandbox: String? = nil) async throws -> [JSONValue] {
                let body = #"{"code":\#(JSONValue.string(code).text)\#(more)}"#
                let headers = sandbox.map(Self.inside) ?? [:]
                return try Self.lines(try await server.post("/execute", body, headers: headers))
            }
            let made = try await server.post("/v2/sandboxes", #"{"templateID":"t","envVars":{"A":"é'\"\\"}}"#)
            let id = try made.json["sandboxID"]?.string
            let first = try await run("import os\nx = 1\nos.environ['A'], os.getcwd()", in: id)
            #expect(first[1]["text"] == #"('é\'"\\', '/home/user')"#)
            #expect(first[1]["is_main_result"] == true)
            let second = try await run("os.environ['B']", #","env_vars":{"B":"2"}"#, in: id)
            #expect(second[0]["execution_count"] == 2)
            #expect(second[1]["text"] == "2")
            #expect(try await run("os.environ.get('B', x)", in: id)[1]["text"] == "1")
            #expect(try await run("x")[1]["name"] == "NameError")
            let ended = try await run("os._exit(1)", in: id)
            #expect(ended[1]["name"] == "DeadKernelError")
            let told = try await run("x", in: id)
            #expect(told.map { $0["type"]?.string } == ["error", "end_of_execution"])
            #expect(told[0]["name"] == "ContextRestarting")
            #expect(try await run("x", in: id)[1]["name"] == "NameError")
            let refused = try await server.post("/contexts", #"{"cwd":"/nowhere"}"#)
            #expect(refused.status == 400)
        }
    }
}
