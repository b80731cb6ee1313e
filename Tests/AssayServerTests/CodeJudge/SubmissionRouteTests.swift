import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("code-judge's POST /run and /judge")
struct SubmissionRouteTests {
    private static let nine = #"{"sub_id":"a","type":"python","solution":"s","input":"9","expected_output":"9"}"#

    private func post(
        _ path: String, _ result: ExecutionResult, _ body: String = nine
    ) async throws -> ServerFixture.Reply {
        try await ServerFixture(ScriptedExecutor { _ in result }).post(path, body)
    }

    @Test("success, to the letter")
    func success() async throws {
        let run = try await self.post("/run", .scripted(standardOutput: "9\n", standardError: "w"))
        #expect(run.status == 200)
        #expect(
            run.text == #"{"sub_id":"a","success":true,"run_success":true,"cost":0.018,"stdout":"9\n","stderr":"w","#
                + #""reason":""}"#)
        let judged = try await self.post("/judge", .scripted(standardOutput: "9\n"))
        #expect(judged.text == #"{"sub_id":"a","success":true,"run_success":true,"cost":0.018,"reason":""}"#)
    }

    @Test(
        "outcomes",
        arguments: [
            (ExecutionResult.scripted(standardOutput: "8"), true, ""),
            (.scripted(.error, exitCode: 1, standardOutput: "9"), false, ""),
            (.scripted(.signal, exitCode: nil, signal: 11, standardOutput: "9"), false, ""),
            (.scripted(.timeout, exitCode: nil, standardOutput: "9"), false, "worker_timeout"),
            (.scripted(.memoryLimit, exitCode: nil, standardOutput: "9"), false, ""),
            (.scripted(.outputLimit, exitCode: nil, standardOutput: "9"), false, ""),
        ])
    func outcomes(result: ExecutionResult, hasRunWell: Bool, reason: String) async throws {
        let json = try await self.post("/run", result).json
        #expect(json["success"] == false)
        #expect(json["run_success"] == .bool(hasRunWell))
        #expect(json["reason"] == .string(reason))
        #expect(json["stdout"]?.string != nil)
    }

    @Test(
        "our own faults have a reason and no output",
        arguments: [
            (Outcome.infraError, "internal_error"), (.sessionLost, "internal_error"), (.overloaded, "queue_timeout"),
        ])
    func ours(outcome: Outcome, reason: String) async throws {
        let json = try await self.post("/run", .scripted(outcome, exitCode: nil, standardOutput: "9")).json
        #expect(json["success"] == false && json["run_success"] == false)
        #expect(json["reason"] == .string(reason))
        #expect(json["stdout"] == .null && json["stderr"] == .null)
        let judged = try await self.post("/judge", .scripted(outcome, exitCode: nil)).json
        #expect(judged["reason"] == .string(reason))
    }

    @Test("an unexpected error, and a type without a runner, are internal errors in a 200")
    func internalErrors() async throws {
        let failing = ScriptedExecutor { _ in throw ConfigurationError("secret") }
        let failed = try await ServerFixture(failing).post("/run", Self.nine)
        #expect(failed.status == 200)
        #expect(try failed.json["reason"] == "internal_error")
        #expect(!failed.text.contains("secret"))
        for type in ["cpp", "math"] {
            let fixture = ServerFixture()
            let json = try await fixture.post("/run", "{\"type\":\"\(type)\",\"solution\":\"int\"}").json
            #expect(json["reason"] == "internal_error")
            #expect(json["stderr"]?.string?.contains(type) == true)
            #expect(fixture.executor.requests.isEmpty)
        }
    }

    @Test("the request's fields and the server's limits")
    func fields() async throws {
        var configuration = ServerConfiguration()
        configuration.codeJudge.timeout = .seconds(4)
        configuration.codeJudge.queueDeadline = .seconds(2)
        let fixture = ServerFixture(configuration: configuration)
        _ = try await fixture.post("/run", Self.nine)
        _ = try await fixture.post("/run", #"{"type":"python","solution":"s","input":null,"options":{"a":"b"}}"#)
        let requests = fixture.executor.requests
        #expect(requests.map(\.code) == ["s", "s"])
        #expect(requests.map(\.standardInput) == [Array("9".utf8), []])
        #expect(requests.map(\.timeout) == [.seconds(4), .seconds(4)])
        #expect(requests.map(\.keepsAllOutput) == [true, false])
        for request in requests {
            let deadline = try #require(request.queueDeadline)
            #expect(deadline > .seconds(1) && deadline <= .seconds(2))
            #expect(request.memoryMegabytes == configuration.execution.defaultMemoryMegabytes)
            #expect(!request.echoLast && request.prelude == nil)
        }
    }

    @Test("a submission without an id gets one, a lone NUL or an empty one too")
    func identifiers() async throws {
        let bodies = [
            #"{"type":"python","solution":""}"#, #"{"type":"python","solution":"","sub_id":""}"#,
            #"{"type":"python","solution":"","sub_id":null}"#,
        ]
        var seen: Set<String> = []
        for body in bodies {
            let id = try #require(try await ServerFixture().post("/judge", body).json["sub_id"]?.string)
            #expect(id.count == 36)
            seen.insert(id)
        }
        #expect(seen.count == 3)
    }

    @Test(
        "the output is compared as Python compares stripped texts",
        arguments: [
            ("9", "9", true), ("\u{1c} 9 \r\n\u{3000}", "\n9", true), ("", " \n", true), ("9 ", "", false),
            // One letter in two spellings.
            ("e\u{301}", "\u{e9}", false), ("a\nb", "a \nb", false), ("\u{200b}9", "9", false), ("\0", "\0", true),
        ])
    func comparison(output: String, expected: String, isSame: Bool) async throws {
        let body: JSONValue = ["type": "python", "solution": "", "expected_output": .string(expected)]
        let json = try await self.post("/judge", .scripted(standardOutput: output), body.text).json
        #expect(json["success"] == .bool(isSame))
        #expect(json["run_success"] == true)
    }

    @Test("bytes that are not UTF-8 were never expected")
    func notText() async throws {
        let body: JSONValue = ["type": "python", "solution": "", "expected_output": "\u{FFFD}"]
        let json = try await self.post("/run", .scripted(standardOutputBytes: [0xFF]), body.text).json
        #expect(json["success"] == false)
        #expect(json["stdout"] == "\u{FFFD}")
    }

    @Test("output is shown up to a number of characters, and compared whole")
    func head() async throws {
        let output = String(repeating: "😀", count: 1500)
        let body: JSONValue = ["type": "python", "solution": "", "expected_output": .string(output)]
        let result = ExecutionResult.scripted(
            standardOutput: output, standardError: String(repeating: "e", count: 1001))
        let json = try await self.post("/run", result, body.text).json
        #expect(json["success"] == true)
        #expect(json["stdout"] == .string(String(repeating: "😀", count: 1000)))
        #expect(json["stderr"] == .string(String(repeating: "e", count: 1000)))
    }

    @Test(
        "bodies that do not validate",
        arguments: [
            (#"{"type":"java","solution":""}"#, "literal_error", ["body", "type"] as [JSONValue]),
            (#"{"solution":""}"#, "missing", ["body", "type"]),
            (#"{"type":"python"}"#, "missing", ["body", "solution"]),
            (#"{"type":"python","solution":1}"#, "string_type", ["body", "solution"]),
            (#"{"type":"python","solution":"","input":1}"#, "string_type", ["body", "input"]),
            ("[]", "model_attributes_type", ["body"]), ("{", "json_invalid", ["body", 1]), ("", "missing", ["body"]),
        ])
    func validation(body: String, type: String, location: [JSONValue]) async throws {
        for path in ["/run", "/judge"] {
            let fixture = ServerFixture()
            let reply = try await fixture.post(path, body)
            #expect(reply.status == 422)
            let detail = try #require(try reply.json["detail"]?.array)
            #expect(detail.map { $0["type"] } == [.string(type)])
            #expect(detail.first?["loc"] == .array(location))
            #expect(fixture.executor.requests.isEmpty)
        }
    }

    @Test("the probe and the queue")
    func status() async throws {
        let ping = try await ServerFixture().send(.get, "/ping")
        #expect(ping.text == #""pong""#)
        let status = try await ServerFixture().send(.get, "/status")
        #expect(status.text == #"{"queue":7,"num_workers":3}"#)
        #expect(try await ServerFixture().send(.get, "/run").text == #"{"detail":"Method Not Allowed"}"#)
    }

    @Test("results are counted by reason")
    func metrics() async throws {
        let fixture = ServerFixture(ScriptedExecutor { _ in .scripted(.overloaded, exitCode: nil) })
        _ = try await fixture.post("/run", Self.nine)
        #expect(fixture.registry.text.contains(#"assay_submissions_total{reason="queue_timeout",success="false"} 1"#))
    }
}
