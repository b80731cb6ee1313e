import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("POST /run_code")
struct RunCodeRouteTests {
    private static let ok = #"{"code":"print(1)","language":"python"}"#

    private func run(_ result: ExecutionResult, _ body: String = ok) async throws -> ServerFixture.Reply {
        try await ServerFixture(ScriptedExecutor { _ in result }).post("/run_code", body)
    }

    @Test("success, to the letter")
    func success() async throws {
        let reply = try await self.run(.scripted(standardOutput: "2\n", files: ["/mnt/b": [1]]))
        #expect(reply.status == 200)
        #expect(
            reply.text == #"{"status":"Success","message":"","compile_result":null,"run_result":"#
                + #"{"status":"Finished","execution_time":0.018,"return_code":0,"stdout":"2\n","stderr":""},"#
                + #""executor_pod_name":null,"files":{"/mnt/b":"AQ=="}}"#)
    }

    @Test(
        "outcomes",
        arguments: [
            (ExecutionResult.scripted(.error, exitCode: 3), "Failed", "Finished", JSONValue.integer(3)),
            (.scripted(.signal, exitCode: nil, signal: 9), "Failed", "Finished", -9),
            (.scripted(.timeout, exitCode: nil, signal: 9), "Failed", "TimeLimitExceeded", nil),
            (.scripted(.memoryLimit, exitCode: nil, signal: 9), "Failed", "Finished", -9),
            (.scripted(.memoryLimit, exitCode: 1), "Failed", "Finished", 1),
            (.scripted(.outputLimit, exitCode: nil), "Failed", "Finished", -9),
            (.scripted(.outputLimit, exitCode: 0), "Failed", "Finished", -9),
        ])
    func outcomes(result: ExecutionResult, status: String, run: String, code: JSONValue) async throws {
        let json = try await self.run(result).json
        #expect(json["status"] == .string(status))
        #expect(json["message"] == "")
        #expect(json["run_result"]?["status"] == .string(run))
        #expect(json["run_result"]?["return_code"] == code)
        #expect(json["run_result"]?["stdout"]?.string != nil)
        #expect(json["run_result"]?["stderr"]?.string != nil)
    }

    @Test("partial output survives a timeout, bytes that are not UTF-8 are replaced")
    func output() async throws {
        let json = try await self.run(.scripted(.timeout, exitCode: nil, standardOutputBytes: [0x61, 0xFF])).json
        #expect(json["run_result"]?["stdout"] == "a\u{FFFD}")
    }

    @Test("a failure after refused calls says so, in the one place that this dialect has")
    func refusals() async throws {
        var result = ExecutionResult.scripted(.error, exitCode: 1, standardError: "PermissionError\n")
        result.denied = ["clone", "socket"]
        let json = try await self.run(result).json
        #expect(json["run_result"]?["stderr"] == "PermissionError\nthe sandbox refused: clone, socket\n")
        result.outcome = .ok
        #expect(try await self.run(result).json["run_result"]?["stderr"] == "PermissionError\n")
    }

    @Test("our own faults are a SandboxError, overload is a 504")
    func ours() async throws {
        for outcome in [Outcome.infraError, .sessionLost] {
            let json = try await self.run(.scripted(outcome, exitCode: nil, failure: "worker gone")).json
            #expect(json["status"] == "SandboxError")
            #expect(json["message"] == "worker gone")
            #expect(json["run_result"] == .null)
        }
        let reply = try await self.run(.scripted(.overloaded, exitCode: nil))
        #expect(reply.status == 504)
        #expect(try reply.json["detail"]?.string != nil)
    }

    @Test("the request's fields, lenient numbers, skipped files, unknown fields")
    func fields() async throws {
        let fixture = ServerFixture()
        let reply = try await fixture.post(
            "/run_code",
            #"{"compile_timeout":10,"run_timeout":" 3 ","code":"c","stdin":"in","memory_limit_MB":"512","#
                + #""language":"pytest","files":{"a":"aGk=","b":null,"x_IGNORE_THIS_FILE":"aGk="},"#
                + #""fetch_files":["/mnt/b"],"unknown":{"x":1}}"#)
        #expect(reply.status == 200)
        let request = try #require(fixture.executor.requests.first)
        #expect(request.language == .pytest)
        #expect(request.timeout == .seconds(3))
        #expect(request.queueDeadline == .seconds(15))
        #expect(request.memoryMegabytes == 512)
        #expect(request.standardInput == Array("in".utf8))
        #expect(request.files == ["a": Array("hi".utf8)])
        #expect(request.fetchFiles == ["/mnt/b"])
        #expect(!request.echoLast && request.prelude == nil)
    }

    @Test("verl's payload takes the defaults where it names none")
    func verl() async throws {
        let fixture = ServerFixture()
        _ = try await fixture.post(
            "/run_code",
            #"{"compile_timeout":10,"run_timeout":10,"code":"c","stdin":null,"memory_limit_MB":-1,"#
                + #""language":"python","files":{},"fetch_files":[]}"#)
        let request = try #require(fixture.executor.requests.first)
        #expect(request.memoryMegabytes == fixture.configuration.execution.defaultMemoryMegabytes)
        #expect(request.standardInput.isEmpty)
        #expect(request.timeout == .seconds(10))
    }

    @Test("no time is an instant timeout", arguments: ["0", "-1", "-1e300", #""nan""#, #""-inf""#])
    func expired(timeout: String) async throws {
        let fixture = ServerFixture()
        let body = "{\"code\":\"\",\"language\":\"python\",\"run_timeout\":\(timeout)}"
        let json = try await fixture.post("/run_code", body).json
        #expect(json["status"] == "Failed")
        #expect(json["run_result"]?["status"] == "TimeLimitExceeded")
        #expect(json["run_result"]?["return_code"] == .null)
        #expect(json["run_result"]?["stdout"] == "")
        #expect(fixture.executor.requests.isEmpty)
    }

    @Test("a huge timeout is capped", arguments: ["1e9", "1e999", #""inf""#])
    func capped(timeout: String) async throws {
        let fixture = ServerFixture()
        let body = "{\"code\":\"\",\"language\":\"python\",\"run_timeout\":\(timeout)}"
        #expect(try await fixture.post("/run_code", body).status == 200)
        #expect(fixture.executor.requests.first?.timeout == fixture.configuration.execution.maximumTimeout)
    }

    @Test("what the peer fails at in the run is a 200 SandboxError")
    func runnerFaults() async throws {
        let sql = try await ServerFixture().post("/run_code", #"{"code":"SELECT 1","language":"sql"}"#).json
        #expect(sql["status"] == "SandboxError")
        #expect(sql["message"]?.string?.hasPrefix("exception on running code SELECT 1: ") == true)
        #expect(sql["run_result"] == .null)
        let files = try await ServerFixture().post(
            "/run_code", #"{"code":"c","language":"python","files":{"a":"abc"}}"#
        ).json
        #expect(files["status"] == "SandboxError")
    }

    @Test("a NUL in the code reaches Python, which says what is wrong with it")
    func nul() async throws {
        let fixture = ServerFixture()
        #expect(try await fixture.post("/run_code", #"{"code":"\u0000","language":"python"}"#).status == 200)
        #expect(fixture.executor.requests.first?.code == "\0")
    }
}
