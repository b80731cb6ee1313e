import AssayJSON
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("Probes, documents, errors common to all routes")
struct OperationRouteTests {
    @Test("ping is the peer's six bytes")
    func ping() async throws {
        let reply = try await ServerFixture().send(.get, "/v1/ping")
        #expect(reply.status == 200)
        #expect(reply.text == "\"pong\"")
    }

    @Test("probes")
    func probes() async throws {
        let starting = ServerFixture(ScriptedExecutor(ready: false))
        for path in ["/livez", "/readyz", "/health"] {
            let reply = try await ServerFixture().send(.get, path)
            #expect(reply.status == 200)
            #expect(try reply.json["status"] == "ok")
            let early = try await starting.send(.get, path)
            #expect(early.status == (path == "/livez" ? 200 : 503))
            if path != "/livez" { #expect(try early.json["reason"]?.string?.isEmpty == false) }
        }
    }

    @Test("the isolation report is JSON")
    func isolation() async throws {
        let reply = try await ServerFixture().send(.get, "/v1/isolation")
        #expect(reply.status == 200)
        #expect(try reply.json.object != nil)
    }

    @Test("another method is a 405 with Allow, in the route's dialect")
    func methods() async throws {
        let own = try await ServerFixture().send(.get, "/v1/execute")
        #expect(own.status == 405)
        #expect(own.headers[.allow] == "POST")
        #expect(own.headers[.contentType] == "application/problem+json")
        let peer = try await ServerFixture().send(.get, "/run_code")
        #expect(peer.status == 405)
        #expect(peer.headers[.allow] == "POST")
        #expect(peer.text == #"{"detail":"Method Not Allowed"}"#)
        #expect(try await ServerFixture().send(.delete, "/livez").headers[.allow] == "GET, HEAD")
    }

    @Test("HEAD is GET without a body")
    func head() async throws {
        let reply = try await ServerFixture().send(.head, "/livez")
        #expect(reply.status == 200)
        #expect(reply.bytes.isEmpty)
    }

    @Test("an unknown path is a 404 with every member of a problem")
    func unknown() async throws {
        let reply = try await ServerFixture().send(.get, "/nope", headers: [RequestIdentifier.field: "me"])
        #expect(reply.status == 404)
        #expect(
            reply.text == #"{"type":"about:blank","title":"Not Found","status":404,"detail":"Not Found","#
                + #""instance":"/nope","request_id":"me"}"#)
    }

    @Test("the request's id comes back on every reply")
    func requestID() async throws {
        let name = RequestIdentifier.field
        for path in ["/livez", "/nope", "/v1/execute", "/run_code"] {
            let reply = try await ServerFixture().send(.get, path, headers: [name: "trace-1:2/3"])
            #expect(reply.headers[name] == "trace-1:2/3")
            let made = try await ServerFixture().send(.get, path)
            #expect(made.headers[name]?.count == 32)
        }
        for bad in ["a b", String(repeating: "x", count: 129), "ü", "<script>"] {
            #expect(RequestIdentifier.accept(bad) != bad)
        }
        #expect(RequestIdentifier.accept(String(repeating: "x", count: 128)).count == 128)
    }

    @Test("the description is OpenAPI 3.1 and names every route")
    func openAPI() async throws {
        let json = try await ServerFixture().send(.get, "/openapi.json").json
        #expect(json["openapi"] == "3.1.0")
        #expect(json["info"]?["version"] == .string(ToolServer.version))
        let paths = Set(json["paths"]?.object?.members.map(\.name) ?? [])
        #expect(
            paths == [
                "/v1/execute", "/v1/execute/batch", "/v1/score", "/v1/score/batch", "/get_reward", "/slime/rm",
                "/v1/isolation", "/v1/ping", "/run_code", "/run_jupyter", "/livez", "/readyz", "/execute",
                "/sessions", "/sessions/{id}", "/contexts", "/contexts/{id}", "/contexts/{id}/restart", "/sandboxes",
                "/sandboxes/{id}", "/sandboxes/{id}/connect", "/sandboxes/{id}/timeout", "/sandboxes/{id}/refreshes",
                "/v2/sandboxes", "/v2/sandboxes/{id}/connect", "/files", "/filesystem.Filesystem/Stat",
                "/filesystem.Filesystem/ListDir", "/filesystem.Filesystem/MakeDir", "/filesystem.Filesystem/Move",
                "/filesystem.Filesystem/Remove",
                "/health", "/metrics", "/openapi.json", "/docs", "/v1/tools", "/v1/tools/{name}/instances",
                "/v1/tools/{name}/instances/{id}", "/v1/tools/{name}/instances/{id}/execute",
                "/v1/tools/{name}/instances/{id}/reward", "/v1/sessions", "/v1/sessions/{id}",
                "/v1/sessions/{id}/execute", "/v1/sessions/{id}/fork", "/v1/sessions/{id}/files",
                "/v1/sessions/{id}/files/{path}", "/run", "/run/batch", "/run/long-batch", "/judge", "/judge/batch",
                "/judge/long-batch", "/status", "/ping", "/api/v2/runtimes", "/api/v2/execute",
                "/mcp",
            ])
        for path in paths {
            let methods: [(HTTPRequest.Method, String)] = [
                (.get, "get"), (.post, "post"), (.put, "put"), (.delete, "delete"),
            ]
            for (method, name) in methods where json["paths"]?[path]?[name] != nil {
                let reply = try await ServerFixture().send(method, path)
                // A route that does not know the thing says so in words of its own.
                #expect(reply.status != 404 || !reply.text.contains(#""detail":"Not Found""#), "\(method) \(path)")
            }
        }
    }

    @Test("the page needs nothing from elsewhere")
    func docs() async throws {
        let reply = try await ServerFixture().send(.get, "/docs")
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == "text/html; charset=utf-8")
        #expect(!reply.text.contains("http://") && !reply.text.contains("https://"))
    }

    @Test("metrics tell requests and outcomes")
    func metrics() async throws {
        let fixture = ServerFixture()
        _ = try await fixture.post("/v1/execute", #"{"code":""}"#)
        _ = try await fixture.send(.get, "/nope/1")
        let reply = try await fixture.send(.get, "/metrics")
        #expect(reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(reply.text.contains(#"assay_executions_total{outcome="ok"} 1"#))
        #expect(reply.text.contains(#"assay_http_requests_total{method="POST",route="/v1/execute",status="200"} 1"#))
        #expect(!reply.text.contains("/nope/1"))
        #expect(reply.text.contains("status=\"404\"} 1"))
        #expect(reply.text.contains("assay_execution_wall_seconds_count 1"))
    }

    @Test("metrics tell slots and queue")
    func executorMetrics() async throws {
        let reply = try await ServerFixture().send(.get, "/metrics")
        let pool = #"profile="python-strict""#
        #expect(reply.text.contains("assay_slots{\(pool),state=\"busy\",tier=\"bare\"} 2"))
        #expect(reply.text.contains("assay_slots{\(pool),state=\"idle\",tier=\"bare\"} 1"))
        #expect(reply.text.contains("assay_queue_length{\(pool),tier=\"bare\"} 7"))
        #expect(reply.text.contains("assay_executions_active 9"))
    }

    @Test("a slot's restart is counted once, however often somebody looks")
    func restarts() async {
        let registry = PrometheusRegistry()
        let gauges = ExecutorGauges(executor: ScriptedExecutor(), metrics: registry)
        await gauges.refresh()
        await gauges.refresh()
        #expect(registry.text.contains("assay_slot_restarts_total 4"))
    }
}
