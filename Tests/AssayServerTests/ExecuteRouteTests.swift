import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("POST /v1/execute")
struct ExecuteRouteTests {
    @Test("every field of the reply")
    func reply() async throws {
        let executor = ScriptedExecutor { _ in
            var result = ExecutionResult.scripted(
                .error, exitCode: 1, standardOutputBytes: [0x61, 0xFF], standardError: "e",
                files: ["b": [1], "a": [2]],
                value: "42")
            result.exception = ExceptionClaim(type: "ValueError", message: "bad", traceback: "tb")
            result.display = [["text/plain": "3", "image/png": "AA=="]]
            result.denied = ["socket"]
            result.usage.peakMemoryBytes = 7
            result.worker = "math-0"
            return result
        }
        let reply = try await ServerFixture(executor).post("/v1/execute", #"{"code":"x"}"#)
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == "application/json")
        #expect(
            reply.text == #"{"id":"run-1","outcome":"error","exit_code":1,"signal":null,"stdout":"a�","stderr":"e","#
                + #""stdout_truncated":false,"stderr_truncated":false,"value":"42","exception":{"type":"ValueError","#
                + #""message":"bad","traceback":"tb"},"display":[{"image/png":"AA==","text/plain":"3"}],"#
                + #""files":{"a":"Ag==","b":"AQ=="},"denied":["socket"],"usage":{"wall_s":0.018,"cpu_s":0.0,"#
                + #""queue_s":0.0,"peak_memory_bytes":7},"worker":"math-0","failure":null}"#)
    }

    @Test("defaults")
    func defaults() async throws {
        let fixture = ServerFixture()
        _ = try await fixture.post("/v1/execute", #"{"code":"1","files":null,"stdin":null,"prelude":null}"#)
        let request = try #require(fixture.executor.requests.first)
        #expect(request.code == "1")
        #expect(request.language == .python)
        #expect(request.standardInput.isEmpty)
        #expect(request.timeout == .seconds(30))
        #expect(request.memoryMegabytes == 1024)
        #expect(request.echoLast)
        #expect(request.prelude == nil)
        #expect(request.files.isEmpty && request.fetchFiles.isEmpty && request.profile == nil)
    }

    @Test("every field of the request; limits are capped")
    func fields() async throws {
        let fixture = ServerFixture()
        let reply = try await fixture.post(
            "/v1/execute",
            #"{"code":"\u0000é","language":"bash","stdin":"in","timeout_s":4000.5,"memory_mb":900000,"#
                + #""files":{"a.txt":"aGk="},"fetch_files":["o"],"prelude":true,"echo_last":false,"profile":"p"}"#)
        #expect(reply.status == 200)
        let request = try #require(fixture.executor.requests.first)
        #expect(request.code == "\0é")
        #expect(request.language == .bash)
        #expect(request.standardInput == Array("in".utf8))
        #expect(request.timeout == fixture.configuration.execution.maximumTimeout)
        #expect(request.memoryMegabytes == fixture.configuration.execution.maximumMemoryMegabytes)
        #expect(request.files == ["a.txt": Array("hi".utf8)])
        #expect(request.fetchFiles == ["o"])
        #expect(request.prelude == ExecutionRequest.seedPrelude)
        #expect(!request.echoLast)
        #expect(request.profile == "p")
    }

    @Test(
        "a bad field is a 400 that names it",
        arguments: [
            ("{}", "code"), (#"{"code":1}"#, "code"), (#"{"code":null}"#, "code"), ("[]", ""), ("7", ""),
            (#"{"code":"","language":"cobol"}"#, "language"), (#"{"code":"","language":5}"#, "language"),
            (#"{"code":"","stdin":5}"#, "stdin"), (#"{"code":"","timeout_s":-1}"#, "timeout_s"),
            (#"{"code":"","timeout_s":0}"#, "timeout_s"), (#"{"code":"","timeout_s":"3"}"#, "timeout_s"),
            (#"{"code":"","timeout_s":1e300}"#, "timeout_s"), (#"{"code":"","timeout_s":true}"#, "timeout_s"),
            (#"{"code":"","memory_mb":0}"#, "memory_mb"), (#"{"code":"","memory_mb":1.5}"#, "memory_mb"),
            (#"{"code":"","memory_mb":99999999999999999999}"#, "memory_mb"),
            (#"{"code":"","files":[]}"#, "files"), (#"{"code":"","files":{"a":"*"}}"#, "files.a"),
            (#"{"code":"","files":{"a":null}}"#, "files.a"), (#"{"code":"","fetch_files":"a"}"#, "fetch_files"),
            (#"{"code":"","fetch_files":[1]}"#, "fetch_files"), (#"{"code":"","prelude":1}"#, "prelude"),
            (#"{"code":"","echo_last":"yes"}"#, "echo_last"), (#"{"code":"","profile":{}}"#, "profile"),
            (#"{"code":"","idempotency_key":""}"#, "idempotency_key"),
            (#"{"code":"","timeout":3}"#, "timeout"),
        ])
    func badFields(body: String, field: String) async throws {
        let fixture = ServerFixture()
        let reply = try await fixture.post("/v1/execute", body)
        #expect(reply.status == 400)
        #expect(reply.headers[.contentType] == "application/problem+json")
        let errors = try #require(try reply.json["errors"]?.array)
        #expect(errors.map { $0["field"] } == [.string(field)])
        #expect(fixture.executor.requests.isEmpty)
    }

    /// Names are compared by edit distance, which a body could have asked for a million times.
    @Test("many unknown fields are refused at the price of a few")
    func manyUnknownFields() {
        let object = JSONObject((0..<50_000).map { ("an_unknown_field_with_a_long_name_\($0)", .null) })
        var reader: FieldReader?
        let spent = ContinuousClock().measure { reader = FieldReader(object, path: "", known: ["code", "language"]) }
        #expect(reader?.faults.count == 20)
        #expect(spent < .seconds(2))
    }

    @Test("a misspelt field is told the nearest one, and every fault is told at once")
    func suggestions() async throws {
        let reply = try await ServerFixture().post("/v1/execute", #"{"code":"","timeout":3,"memory_mb":-1}"#)
        let errors = try #require(try reply.json["errors"]?.array)
        #expect(errors.count == 2)
        #expect(errors[0]["message"] == "is not a known field; did you mean timeout_s?")
    }

    @Test(
        "what is not JSON is a 400", arguments: ["", "{", "\u{FEFF}{}", #"{"code":"\ud800"}"#, "{'code':1}"])
    func notJSON(body: String) async throws {
        let reply = try await ServerFixture().post("/v1/execute", body)
        #expect(reply.status == 400)
        #expect(try reply.json["detail"]?.string?.hasPrefix("The body is not valid JSON") == true)
    }

    @Test("bytes that are not UTF-8 are a 400")
    func notUnicode() async throws {
        let reply = try await ServerFixture().send(.post, "/v1/execute", bytes: [0x7B, 0xFF], headers: [:])
        #expect(reply.status == 400)
    }

    @Test("10 MB of code is served, more than the limit is a 413")
    func sizes() async throws {
        let code = String(repeating: "a", count: 10_000_000)
        var configuration = ServerConfiguration()
        let reply = try await ServerFixture().post("/v1/execute", "{\"code\":\"\(code)\"}")
        #expect(reply.status == 200)
        configuration.http.maximumBodyBytes = 1 << 20
        for path in ["/v1/execute", "/run_code"] {
            let refused = try await ServerFixture(configuration: configuration).post(path, "{\"code\":\"\(code)\"}")
            #expect(refused.status == 413)
        }
    }

    @Test("another media type is a 415, none is taken as JSON")
    func mediaTypes() async throws {
        let fixture = ServerFixture()
        let refused = try await fixture.post("/v1/execute", "{}", headers: [.contentType: "text/plain"])
        #expect(refused.status == 415)
        for type in ["application/json; charset=utf-8", "Application/JSON", "application/problem+json"] {
            let reply = try await fixture.post("/v1/execute", #"{"code":""}"#, headers: [.contentType: type])
            #expect(reply.status == 200)
        }
        #expect(try await fixture.send(.post, "/v1/execute", #"{"code":""}"#).status == 200)
    }

    @Test("overload is a 503 with Retry-After, a fault of the sandbox is a 200")
    func ours() async throws {
        let overloaded = ServerFixture(ScriptedExecutor { _ in .scripted(.overloaded, exitCode: nil) })
        let refused = try await overloaded.post("/v1/execute", #"{"code":""}"#)
        #expect(refused.status == 503)
        #expect(refused.headers[.retryAfter] == "1")
        let broken = ServerFixture(ScriptedExecutor { _ in .scripted(.infraError, exitCode: nil, failure: "gone") })
        let reply = try await broken.post("/v1/execute", #"{"code":""}"#)
        #expect(reply.status == 200)
        #expect(try reply.json["outcome"] == "infra_error")
        #expect(try reply.json["failure"] == "gone")
    }

    @Test("a refusal of the executor is a 400, an unexpected error a 500 without its text")
    func errors() async throws {
        let refusing = ServerFixture(
            ScriptedExecutor { _ in throw ExecutionRefusal(code: "path", message: "leaves the root", field: "files") })
        let refused = try await refusing.post("/v1/execute", #"{"code":""}"#)
        #expect(refused.status == 400)
        #expect(try refused.json["errors"]?.array?.first?["field"] == "files")
        let failing = ServerFixture(ScriptedExecutor { _ in throw ConfigurationError("secret") })
        let failed = try await failing.post("/v1/execute", #"{"code":""}"#)
        #expect(failed.status == 500)
        #expect(!failed.text.contains("secret"))
    }
}
