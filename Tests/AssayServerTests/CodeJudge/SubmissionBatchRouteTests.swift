import AssayJSON
import AssayOutcome
import AssaySandbox
import Hummingbird
import HummingbirdTesting
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Testing

@testable import AssayServer

@Suite("code-judge's batches")
struct SubmissionBatchRouteTests {
    private static let paths = ["/run/batch", "/run/long-batch", "/judge/batch", "/judge/long-batch"]

    private static func batch(_ solutions: [String]) -> String {
        let submissions = solutions.map { solution -> JSONValue in
            ["sub_id": .string("id-" + solution), "type": "python", "solution": .string(solution)]
        }
        return JSONValue.object(
            JSONObject([("sub_id", "b"), ("type", "batch"), ("submissions", .array(submissions))])
        ).text
    }

    @Test("results come in the order of the submissions, each with its own id", arguments: paths)
    func order(path: String) async throws {
        let executor = ScriptedExecutor { request in
            // The first ends last.
            try await Task.sleep(for: .milliseconds(60 - 2 * (Int(request.code) ?? 0)))
            return .scripted(standardOutput: request.code)
        }
        var configuration = ServerConfiguration()
        // However slow this machine is.
        configuration.codeJudge.queueDeadline = .seconds(600)
        let fixture = ServerFixture(executor, configuration: configuration)
        let reply = try await fixture.post(path, Self.batch((0..<30).map(String.init)))
        #expect(reply.status == 200)
        let json = try reply.json
        #expect(json["sub_id"] == "b")
        let results = try #require(json["results"]?.array)
        #expect(results.map { $0["sub_id"] } == (0..<30).map { .string("id-\($0)") })
        if path.hasPrefix("/run") {
            #expect(results.map { $0["stdout"] } == (0..<30).map { .string("\($0)") })
        } else {
            #expect(results.allSatisfy { $0["stdout"] == nil && $0["stderr"] == nil })
        }
    }

    @Test("one fault of ours leaves the rest of the batch alone")
    func faults() async throws {
        let executor = ScriptedExecutor { request in
            switch request.code {
            case "thrown": throw ConfigurationError("secret")
            case "broken": .scripted(.infraError, exitCode: nil)
            case "late": .scripted(.overloaded, exitCode: nil)
            default: .scripted(standardOutput: request.code)
            }
        }
        let reply = try await ServerFixture(executor).post(
            "/run/long-batch", Self.batch(["1", "thrown", "broken", "late", "2"]))
        let results = try #require(try reply.json["results"]?.array)
        #expect(
            results.map { $0["reason"] } == ["", "internal_error", "internal_error", "queue_timeout", ""])
        #expect(results.map { $0["success"] } == [true, false, false, false, true])
    }

    @Test("as many run at once as keep the slots busy")
    func width() async throws {
        var configuration = ServerConfiguration()
        configuration.execution.slotsPerTier = 2
        let inside = NIOLockedValueBox((now: 0, most: 0))
        let executor = ScriptedExecutor { _ in
            inside.withLockedValue { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            try await Task.sleep(for: .milliseconds(5))
            inside.withLockedValue { $0.now -= 1 }
            return .scripted()
        }
        _ = try await ServerFixture(executor, configuration: configuration).post(
            "/run/long-batch", Self.batch((0..<20).map(String.init)))
        #expect(inside.withLockedValue { $0.most } == 4)
    }

    @Test(
        "what waits its turn for too long is never run; a long batch has patience",
        arguments: [("/run/batch", 2), ("/run/long-batch", 4)])
    func patience(path: String, expected: Int) async throws {
        var configuration = ServerConfiguration()
        configuration.execution.slotsPerTier = 1
        // So long that the first two begin in time on a busy machine.
        configuration.codeJudge.queueDeadline = .seconds(10)
        let fixture = ServerFixture(
            ScriptedExecutor { request in
                if request.code < "2" { try await Task.sleep(for: .milliseconds(10_100)) }
                return .scripted()
            }, configuration: configuration)
        let reply = try await fixture.post(path, Self.batch((0..<4).map(String.init)))
        let reasons = try #require(try reply.json["results"]?.array).map { $0["reason"]?.string }
        #expect(fixture.executor.requests.count == expected)
        #expect(reasons.count { $0 == "" } == expected)
        #expect(reasons.count { $0 == "queue_timeout" } == 4 - expected)
    }

    @Test(
        "bodies that do not validate",
        arguments: [
            (#"{"submissions":[]}"#, "too_short", ["body", "submissions"] as [JSONValue]),
            ("{}", "missing", ["body", "submissions"]), (#"{"submissions":{}}"#, "list_type", ["body", "submissions"]),
            (#"{"submissions":[7]}"#, "model_attributes_type", ["body", "submissions", 0]),
            (
                #"{"submissions":[{"type":"python","solution":""},{"type":"python"}]}"#, "missing",
                ["body", "submissions", 1, "solution"]
            ),
            (
                #"{"type":"list","submissions":[{"type":"python","solution":""}]}"#, "literal_error", ["body", "type"]
            ),
        ])
    func validation(body: String, type: String, location: [JSONValue]) async throws {
        let fixture = ServerFixture()
        let reply = try await fixture.post("/run/batch", body)
        #expect(reply.status == 422)
        let detail = try #require(try reply.json["detail"]?.array)
        #expect(detail.map { $0["type"] } == [.string(type)])
        #expect(detail.first?["loc"] == .array(location))
        #expect(fixture.executor.requests.isEmpty)
    }

    @Test("lengths, to the letter")
    func lengths() async throws {
        var configuration = ServerConfiguration()
        configuration.codeJudge.maximumSubmissions = 2
        let fixture = ServerFixture(configuration: configuration)
        let short = try await fixture.post("/run/batch", #"{"submissions":[]}"#)
        #expect(
            short.text == #"{"detail":[{"type":"too_short","loc":["body","submissions"],"#
                + #""msg":"List should have at least 1 item after validation, not 0","input":[],"#
                + #""ctx":{"field_type":"List","min_length":1,"actual_length":0},"#
                + #""url":"https://errors.pydantic.dev/2.6/v/too_short"}]}"#)
        let long = try await fixture.post("/run/batch", Self.batch(["1", "2", "3"]))
        #expect(long.status == 422)
        #expect(
            try long.json["detail"]?.array?.first?["msg"]
                == "List should have at most 2 items after validation, not 3")
    }

    @Test("a client that hangs up cancels what runs and what waits", .timeLimit(.minutes(1)))
    func hangUp() async throws {
        var configuration = ServerConfiguration()
        configuration.http.port = 0
        configuration.execution.slotsPerTier = 2
        let (executor, events) = ScriptedExecutor.endless()
        let server = try ServerFixture(executor, configuration: configuration).server()
        try await server.application.test(.live) { client in
            let port = try #require(client.port)
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: "127.0.0.1", port: port).get()
            let body = Self.batch((0..<10).map(String.init))
            let head =
                "POST /run/long-batch HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
                + "content-length: \(body.utf8.count)\r\n\r\n"
            try await channel.writeAndFlush(ByteBuffer(string: head + body))
            var iterator = events.makeAsyncIterator()
            for _ in 0..<4 { #expect(await iterator.next() == "started") }
            try await channel.close()
            for _ in 0..<4 { #expect(await iterator.next() == "cancelled") }
            #expect(executor.requests.count == 4)
        }
    }
}
