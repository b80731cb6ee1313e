import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("Piston's routes")
struct PistonRouteTests {
    private static let ok = #"{"language":"python","version":"*","files":[{"name":"a.py","content":"print(1)"}]}"#

    /// A server whose interpreters are of known versions.
    private static func fixture(
        _ script: @escaping ScriptedExecutor.Script = { .scripted(standardOutput: $0.code) }
    ) -> ServerFixture {
        ServerFixture(
            ScriptedExecutor { request in
                if request.code.contains("version_info") { return .scripted(standardOutput: "3.11.2\n") }
                if request.code.contains("BASH_VERSINFO") { return .scripted(standardOutput: "5.2.15\n") }
                return try await script(request)
            })
    }

    private static func execute(
        _ result: ExecutionResult, _ body: String = ok
    ) async throws -> ServerFixture.Reply {
        try await Self.fixture { _ in result }.post("/api/v2/execute", body)
    }

    /// What a body asks the executor for.
    private static func request(_ body: JSONValue) async throws -> ExecutionRequest {
        let fixture = Self.fixture()
        let reply = try await fixture.post("/api/v2/execute", body.text)
        #expect(reply.status == 200, "\(reply.text)")
        return try #require(fixture.executor.requests.last)
    }

    @Test("success, to the letter")
    func success() async throws {
        var result = ExecutionResult.scripted(standardOutput: "1\n")
        result.usage.cpu = .milliseconds(12)
        result.usage.peakMemoryBytes = 4096
        let reply = try await Self.execute(result)
        #expect(reply.status == 200)
        #expect(
            reply.text == #"{"run":{"signal":null,"stdout":"1\n","stderr":"","code":0,"output":"1\n","memory":4096,"#
                + #""message":null,"status":null,"cpu_time":12.0,"wall_time":18.0},"language":"python","#
                + #""version":"3.11.2"}"#)
    }

    @Test(
        "outcomes",
        arguments: [
            (ExecutionResult.scripted(.error, exitCode: 3), 3, nil, "RE", "Exited with error status 3"),
            (.scripted(.error, exitCode: nil), 1, nil, "RE", "Exited with error status 1"),
            (.scripted(.signal, exitCode: nil, signal: 11), nil, "SIGSEGV", "SG", "Caught fatal signal 11"),
            (.scripted(.timeout, exitCode: nil), nil, "SIGKILL", "TO", "Time limit exceeded (wall clock)"),
            (.scripted(.memoryLimit, exitCode: nil), nil, "SIGKILL", "SG", "Memory limit exceeded"),
            (.scripted(.memoryLimit, exitCode: 1), 1, nil, "RE", "Exited with error status 1"),
            (.scripted(.outputLimit, exitCode: 0), nil, "SIGKILL", "OL", "stdout length exceeded"),
        ] as [(ExecutionResult, Int?, String?, String, String)])
    func outcomes(result: ExecutionResult, code: Int?, signal: String?, status: String, message: String) async throws {
        let run = try #require(try await Self.execute(result).json["run"])
        #expect(run["code"] == code.map(JSONValue.integer) ?? .null)
        #expect(run["signal"] == .optional(signal))
        #expect(run["status"] == .string(status))
        #expect(run["message"] == .string(message))
    }

    @Test("a flood of errors is told apart from a flood of output")
    func errorFlood() async throws {
        var result = ExecutionResult.scripted(.outputLimit, exitCode: nil)
        result.standardErrorTruncated = true
        let run = try #require(try await Self.execute(result).json["run"])
        #expect(run["status"] == "EL" && run["message"] == "stderr length exceeded")
    }

    @Test("processor time beyond run_cpu_time is a timeout")
    func processorTime() async throws {
        var result = ExecutionResult.scripted(standardOutput: "1")
        result.usage.cpu = .milliseconds(500)
        for (limit, status) in [(499, "TO" as JSONValue), (500, .null)] {
            let body =
                #"{"language":"py","version":"3.x","run_cpu_time":\#(limit),"files":[{"content":"x"}]}"#
            let run = try #require(try await Self.execute(result, body).json["run"])
            #expect(run["status"] == status)
            #expect(run["code"] == (status == .null ? 0 : .null))
        }
    }

    @Test("a failure after refused calls says so")
    func refusals() async throws {
        var result = ExecutionResult.scripted(.error, exitCode: 1, standardOutput: "o", standardError: "e\n")
        result.denied = ["clone"]
        let run = try #require(try await Self.execute(result).json["run"])
        #expect(run["stderr"] == "e\nthe sandbox refused: clone\n")
        #expect(run["output"]?.string?.hasSuffix("the sandbox refused: clone\n") == true)
    }

    @Test("overload is a 503 that says when to come back, our own fault a 500; neither is a result")
    func ours() async throws {
        let busy = try await Self.execute(.scripted(.overloaded, exitCode: nil))
        #expect(busy.status == 503)
        #expect(busy.headers[.retryAfter] == "1")
        #expect(try busy.json.object?.members.map(\.name) == ["message"])
        for outcome in [Outcome.infraError, .sessionLost] {
            let failed = try await Self.execute(.scripted(outcome, exitCode: nil, failure: "secret"))
            #expect(failed.status == 500)
            #expect(try failed.json.object?.members.map(\.name) == ["message"])
            #expect(!failed.text.contains("secret"))
        }
    }

    @Test("a slot's death is made up for by one more try")
    func retry() async throws {
        let fixture = ServerFixture(
            ScriptedExecutor { request in
                switch request.queueDeadline {
                // The probes name none.
                case nil: .scripted(standardOutput: "3.11.2\n")
                default: .scripted(.infraError, exitCode: nil)
                }
            })
        #expect(try await fixture.post("/api/v2/execute", Self.ok).status == 500)
        #expect(fixture.executor.requests.count { $0.queueDeadline != nil } == 2)
    }

    @Test("the request's fields")
    func fields() async throws {
        let request = try await Self.request([
            "language": "python3.11", "version": ">=3.8 <4", "stdin": "in", "args": ["a\"b", "😀"],
            "run_timeout": 1500, "run_memory_limit": 268_435_457, "compile_timeout": 10000, "compile_memory_limit": -1,
            "files": [
                ["name": "data/b.bin", "content": "aGk=", "encoding": "base64"], ["name": "/m.py", "content": "x"],
                ["content": "6869", "encoding": "hex"], ["name": "./d/../c", "content": "y", "encoding": "latin1"],
            ],
        ])
        #expect(request.language == .python)
        #expect(request.code == "x")
        #expect(request.standardInput == Array("in\n".utf8))
        #expect(request.timeout == .milliseconds(1500))
        #expect(request.memoryMegabytes == 257)
        let hi = Array("hi".utf8)
        #expect(request.files == ["data/b.bin": hi, "m.py": [120], "file2.code": hi, "c": [121]])
        #expect(request.prelude == #"__import__('sys').argv[:] = ["m.py","a\"b","😀"]"#)
        #expect(!request.echoLast)
    }

    @Test("what a request leaves out, or writes as JavaScript's false, is the server's")
    func defaults() async throws {
        let limits = ServerConfiguration().execution
        for value in [nil, .null, 0, "", false] as [JSONValue?] {
            var object = JSONObject([("language", "python"), ("version", "*"), ("files", [["content": ""]])])
            for name in ["run_timeout", "run_memory_limit", "run_cpu_time", "compile_timeout"] {
                if let value { object.append(name, value) }
            }
            let request = try await Self.request(.object(object))
            #expect(request.timeout == limits.defaultTimeout)
            #expect(request.memoryMegabytes == limits.defaultMemoryMegabytes)
            #expect(request.standardInput == Array("\n".utf8))
        }
    }

    @Test("an answer comes before open-r1's client gives up waiting")
    func patience() async throws {
        for (milliseconds, wait) in [(1000, 28), (20_000, 9), (60_000, 5)] {
            let request = try await Self.request([
                "language": "python", "version": "*", "run_timeout": .integer(milliseconds),
                "files": [["content": ""]],
            ])
            #expect(request.queueDeadline == .seconds(wait))
        }
    }

    @Test("bash gets its arguments on the first line")
    func bash() async throws {
        let request = try await Self.request([
            "language": "sh", "version": "5.x", "args": ["it's", "$x"],
            "files": [["name": "m.sh", "content": "echo $1"]],
        ])
        #expect(request.language == .bash)
        #expect(request.code == #"set -- 'it'\''s' '$x'; echo $1"#)
        #expect(request.prelude == nil)
    }

    @Test("languages, in both places, asked of the interpreters once")
    func runtimes() async throws {
        let fixture = Self.fixture()
        let text =
            #"[{"language":"python","version":"3.11.2","aliases":["py","py3","python3","python3.11"]},"#
            + #"{"language":"bash","version":"5.2.15","aliases":["sh"]}]"#
        try await fixture.withServer { (caller: ServerFixture.Caller) async throws -> Void in
            for path in ["/api/v2/runtimes", "/api/v2/piston/runtimes", "/api/v2/runtimes"] {
                #expect(try await caller.send(.get, path).text == text)
            }
            #expect(try await caller.post("/api/v2/piston/execute", Self.ok).status == 200)
        }
        #expect(fixture.executor.requests.count == 3)
    }

    @Test("a language that this host has not is not listed, one that cannot be asked now is not denied")
    func missingLanguage() async throws {
        let bare = ServerFixture(
            ScriptedExecutor { request in
                if request.language == .bash { throw ExecutionRefusal(code: "unavailable_language", message: "none") }
                return .scripted(standardOutput: "3.11.2\n")
            })
        #expect(try await bare.send(.get, "/api/v2/runtimes").json.array?.count == 1)
        let busy = ServerFixture(ScriptedExecutor { _ in .scripted(.overloaded, exitCode: nil) })
        #expect(try await busy.send(.get, "/api/v2/runtimes").status == 503)
    }

    @Test(
        "faults in the peer's words",
        arguments: [
            ("{}", "language is required as a string"), ("[]", "language is required as a string"),
            ("", "language is required as a string"), (#"{"language":7}"#, "language is required as a string"),
            (#"{"language":"python"}"#, "version is required as a string"),
            (#"{"language":"python","version":"*"}"#, "files is required as an array"),
            (#"{"language":"python","version":"*","files":[{}]}"#, "files[0].content is required as a string"),
            (#"{"language":"python","version":"*","files":[null]}"#, "files[0].content is required as a string"),
            (#"{"language":"python","version":"*","files":[]}"#, "files must include at least one utf8 encoded file"),
            (
                #"{"language":"python","version":"*","files":[{"content":"","encoding":"hex"}]}"#,
                "files must include at least one utf8 encoded file"
            ),
            (
                #"{"language":"cms_ioi","version":"*","files":[{"content":""}]}"#, "cms_ioi-* runtime is unknown"
            ),
            (#"{"language":"python","version":"2.x","files":[{"content":""}]}"#, "python-2.x runtime is unknown"),
            (
                #"{"language":"python","version":"*","files":[{"content":""}],"run_timeout":"1"}"#,
                "If specified, run_timeout must be a number"
            ),
            (
                #"{"language":"python","version":"*","files":[{"content":""}],"compile_timeout":300001}"#,
                "compile_timeout cannot exceed the configured limit of 300000"
            ),
            (
                #"{"language":"python","version":"*","files":[{"content":""}],"run_cpu_time":-1}"#,
                "run_cpu_time must be non-negative"
            ),
            (
                #"{"language":"python","version":"*","files":[{"content":"","name":"../x"}]}"#,
                #"File path "../x" tries to escape parent directory"#
            ),
            (
                #"{"language":"python","version":"*","files":[{"content":"?","encoding":"base64"}]}"#,
                "files[0].content is not base64"
            ),
            (
                #"{"language":"python","version":"*","files":[{"content":"+1","encoding":"hex"}]}"#,
                "files[0].content is not hex"
            ),
            (
                #"{"language":"python","version":"*","files":[{"content":""}],"args":"a"}"#,
                "args must be an array of strings"
            ),
            (#"{"language":"python","version":"*","files":[{"content":""}],"stdin":1}"#, "stdin must be a string"),
        ])
    func faults(body: String, message: String) async throws {
        let fixture = Self.fixture()
        let reply = try await fixture.post("/api/v2/execute", body)
        #expect(reply.status == 400)
        #expect(try reply.json == ["message": .string(message)])
        #expect(fixture.executor.requests.allSatisfy { $0.queueDeadline == nil })
    }

    @Test("a refusal of the executor, other paths, methods and types, in the peer's shape")
    func otherFaults() async throws {
        let refusing = Self.fixture { _ in throw ExecutionRefusal(code: "c", message: "no", field: "files") }
        #expect(try await refusing.post("/api/v2/execute", Self.ok).text == #"{"message":"no"}"#)
        let missing = try await Self.fixture().send(.get, "/api/v2/packages")
        #expect(missing.status == 404)
        #expect(missing.text == #"{"message":"Not Found"}"#)
        #expect(try await Self.fixture().send(.get, "/api/v2/execute").status == 405)
        for type in ["text/plain", ""] {
            let reply = try await Self.fixture().send(
                .post, "/api/v2/execute", Self.ok, headers: type.isEmpty ? [:] : [.contentType: type])
            #expect(reply.status == 415)
            #expect(reply.text == #"{"message":"requests must be of type application/json"}"#)
        }
        let broken = try await Self.fixture().post("/api/v2/execute", "{")
        #expect(broken.status == 400)
        #expect(try broken.json["message"]?.string?.contains("not valid JSON") == true)
    }

    @Test("both streams in the order of writing, where all of it is kept")
    func interleaved() async throws {
        let output = InterleavedOutput()
        output.append(OutputPiece(stream: .standardOutput, bytes: Array("a".utf8)))
        output.append(OutputPiece(stream: .standardError, bytes: Array("b".utf8)))
        output.append(OutputPiece(stream: .standardOutput, bytes: Array("c".utf8)))
        var result = ExecutionResult.scripted(standardOutput: "ac", standardError: "b")
        #expect(PistonRun(result, interleaved: output.bytes, processorTime: nil).json["output"] == "abc")
        #expect(PistonRun(result, interleaved: nil, processorTime: nil).json["output"] == "acb")
        result.standardOutputTruncated = true
        #expect(PistonRun(result, interleaved: output.bytes, processorTime: nil).json["output"] == "acb")
    }
}
