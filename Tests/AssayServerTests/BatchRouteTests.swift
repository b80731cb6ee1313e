import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("POST /v1/execute/batch")
struct BatchRouteTests {
    @Test("results come in the order of the items, which run at once")
    func order() async throws {
        let executor = ScriptedExecutor { request in
            // The first ends last.
            try await Task.sleep(for: .milliseconds(60 - 2 * (Int(request.code) ?? 0)))
            return .scripted(standardOutput: request.code)
        }
        let items = (0..<30).map { "{\"code\":\"\($0)\"}" }.joined(separator: ",")
        let reply = try await ServerFixture(executor).post("/v1/execute/batch", "{\"items\":[\(items)]}")
        #expect(reply.status == 200)
        let results = try #require(try reply.json["results"]?.array)
        #expect(results.map { $0["stdout"] } == (0..<30).map { .string("\($0)") })
    }

    @Test("no more than batch_concurrency run at once")
    func concurrency() async throws {
        var configuration = ServerConfiguration()
        configuration.http.batchConcurrency = 3
        let gate = Gauge()
        let executor = ScriptedExecutor { _ in
            await gate.enter()
            try await Task.sleep(for: .milliseconds(5))
            await gate.leave()
            return .scripted()
        }
        let items = Array(repeating: #"{"code":""}"#, count: 12).joined(separator: ",")
        let reply = try await ServerFixture(executor, configuration: configuration).post(
            "/v1/execute/batch", "{\"items\":[\(items)]}")
        #expect(reply.status == 200)
        #expect(await gate.most == 3)
    }

    @Test("one bad item makes the batch a 400 that names it, and nothing runs")
    func badItem() async throws {
        let fixture = ServerFixture()
        let reply = try await fixture.post(
            "/v1/execute/batch", #"{"items":[{"code":"1"},{"code":2},7,{"code":"","timeout_s":-1}]}"#)
        #expect(reply.status == 400)
        let fields = try reply.json["errors"]?.array?.map { $0["field"] }
        #expect(fields == ["items[1].code", "items[2]", "items[3].timeout_s"])
        #expect(fixture.executor.requests.isEmpty)
    }

    @Test("the list itself is checked", arguments: ["{}", #"{"items":{}}"#, "[]", #"{"items":[],"x":1}"#])
    func badList(body: String) async throws {
        #expect(try await ServerFixture().post("/v1/execute/batch", body).status == 400)
    }

    @Test("an empty batch has no results, one that is too long is a 400")
    func sizes() async throws {
        var configuration = ServerConfiguration()
        configuration.http.maximumBatchItems = 1
        let fixture = ServerFixture(configuration: configuration)
        #expect(try await fixture.post("/v1/execute/batch", #"{"items":[]}"#).text == #"{"results":[]}"#)
        let reply = try await fixture.post("/v1/execute/batch", #"{"items":[{"code":""},{"code":""}]}"#)
        #expect(reply.status == 400)
    }

    @Test("an overloaded item is told in its place")
    func overload() async throws {
        let fixture = ServerFixture(ScriptedExecutor { _ in .scripted(.overloaded, exitCode: nil) })
        let reply = try await fixture.post("/v1/execute/batch", #"{"items":[{"code":""}]}"#)
        #expect(reply.status == 200)
        #expect(try reply.json["results"]?.array?.first?["outcome"] == "overloaded")
    }

    private actor Gauge {
        private var current = 0
        private(set) var most = 0

        func enter() {
            self.current += 1
            self.most = max(self.most, self.current)
        }

        func leave() { self.current -= 1 }
    }
}
