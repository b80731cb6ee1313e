import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("NeMo-Skills")
struct NemoSkillsRouteTests {
    private static let session: HTTPFields = [NemoSkillsRoutes.sessionField: "s/1"]

    private static func body(_ code: String, _ more: String = "") -> String {
        #"{"generated_code":\#(JSONValue.string(code).text),"timeout":10.0\#(more)}"#
    }

    @Test("a cell, to the letter")
    func cell() async throws {
        try await ServerFixture().withServer { server in
            let first = try await server.post("/execute", Self.body("a"), headers: Self.session)
            #expect(first.status == 200)
            #expect(
                first.text
                    == #"{"process_status":"completed","stdout":"a\n","stderr":"","new_session_created":true}"#)
            let second = try await server.post("/execute", Self.body("b"), headers: Self.session)
            #expect(try second.json["new_session_created"] == false)
            let listed = try await server.send(.get, "/sessions").json
            #expect(listed["backend"] == "ipython")
            #expect(listed["sessions"]?["s/1"]?["alive"] == true)
            let deleted = try await server.send(.delete, "/sessions/s%2F1")
            #expect(deleted.status == 200)
            #expect(try deleted.json == ["message": "IPython session s/1 deleted successfully"])
            let again = try await server.send(.delete, "/sessions/s%2F1")
            #expect(again.status == 404)
            #expect(try again.json == ["error": "IPython session s/1 not found"])
            #expect(
                try await server.post("/execute", Self.body("b"), headers: Self.session).json["new_session_created"]
                    == true)
        }
    }

    @Test("what a cell is asked for")
    func request() async throws {
        let fixture = ServerFixture()
        _ = try await fixture.post(
            "/execute", Self.body("a", #","traceback_verbosity":"Context","std_input":"x""#), headers: Self.session)
        let request = try #require(fixture.executor.requests.first)
        #expect(request.style == .shell(.context))
        #expect(request.timeout == .seconds(10))
        #expect(request.queueDeadline.map { $0 < .seconds(5) } == true)
    }

    @Test("a session is asked for by name")
    func noSession() async throws {
        let reply = try await ServerFixture().post("/execute", Self.body("a"))
        #expect(reply.status == 400)
        #expect(try reply.json == ["error": "X-Session-ID header required for ipython sessions"])
    }

    @Test("programs come to an end whatever their status")
    func programs() async throws {
        let fixture = ServerFixture(ScriptedExecutor { _ in .scripted(.error, exitCode: 1, standardError: "E\n") })
        let python = try await fixture.post("/execute", Self.body("a", #","language":"python","std_input":"x""#))
        #expect(try python.json == ["process_status": "completed", "stdout": "", "stderr": "E\n"])
        #expect(fixture.executor.requests.last?.standardInput == Array("x".utf8))
        let shell = try await fixture.post("/execute", Self.body("a", #","language":"shell""#))
        #expect(try shell.json["process_status"] == "error")
        #expect(fixture.executor.requests.last?.language == .bash)
    }

    @Test("what is not here is refused in the form of an answer", arguments: ["lean4", "pypy3", "ruby"])
    func absent(language: String) async throws {
        let fixture = ServerFixture()
        let json = try await fixture.post("/execute", Self.body("a", #","language":"\#(language)""#)).json
        #expect(json["process_status"] == "error")
        #expect(json["stderr"]?.string?.hasPrefix("\(language) is not available") == true)
        #expect(fixture.executor.requests.isEmpty)
    }

    @Test("a timeout is one, with what was written and the limit as it was sent")
    func timeout() async throws {
        let fixture = ServerFixture(ScriptedExecutor { _ in .scripted(.timeout, standardOutput: "half") })
        let json = try await fixture.post("/execute", Self.body("a"), headers: Self.session).json
        #expect(json["process_status"] == "timeout")
        #expect(json["stdout"] == "half\n")
        #expect(json["stderr"] == "Execution timed out after 10.0 seconds\n")
    }

    @Test("output is cut by code points")
    func cut() async throws {
        let json = try await ServerFixture().post(
            "/execute", Self.body("e\u{301}é😀x", #","max_output_characters":3"#), headers: Self.session
        ).json
        #expect(
            json["stdout"]?.string.map { Array($0.unicodeScalars) } == Array("e\u{301}é<output cut>".unicodeScalars))
    }

    @Test("no answer is a 502; one that ran nothing says so in the client's form")
    func overload() async throws {
        for error in [SessionError.overloaded("full"), .tooMany("many"), .failed("broken")] {
            let fixture = ServerFixture(ScriptedExecutor { _ in throw error })
            let reply = try await fixture.post("/execute", Self.body("a"), headers: Self.session)
            #expect(reply.status == 503)
            #expect(reply.headers[.retryAfter] == "1")
            #expect(try reply.json["process_status"] == "error")
            #expect(try reply.json["stderr"]?.string?.hasPrefix("The sandbox did not run this: ") == true)
        }
        let fixture = ServerFixture(ScriptedExecutor { _ in .scripted(.infraError, failure: "gone") })
        #expect(try await fixture.post("/execute", Self.body("a", #","language":"python""#)).status == 503)
    }

    @Test("lost state is told as a new session")
    func lost() async throws {
        let fixture = ServerFixture(ScriptedExecutor { _ in throw SessionError.lost("it was idle") })
        let json = try await fixture.post("/execute", Self.body("a"), headers: Self.session).json
        #expect(json["process_status"] == "error")
        #expect(json["new_session_created"] == true)
    }

    @Test("what is wrong is named", arguments: [#"{"generated_code":"a"}"#, #"{"generated_code":1,"timeout":1}"#])
    func validation(body: String) async throws {
        let reply = try await ServerFixture().post("/execute", body, headers: Self.session)
        #expect(reply.status == 400)
        #expect(try reply.json["error"]?.string != nil)
    }

    @Test("with a real worker")
    func live() async throws {
        try await LiveServer.with { server in
            func run(_ code: String, _ more: String = "") async throws -> JSONValue {
                try await server.post("/execute", Self.body(code, more), headers: Self.session).json
            }
            #expect(try await run("x = 1\nprint('a')\nx")["stdout"] == "a\n1\n")
            #expect(try await run("print('a', end='')\nx")["stdout"] == "aOut[0]: 1\n")
            let failed = try await run("def f(n):\n    return 1 / n\nf(0)")
            #expect(failed["process_status"] == "error" && failed["stderr"] == "")
            #expect(
                failed["stdout"]
                    == "Traceback (most recent call last):\n    f(0)\n    return 1 / n\nZeroDivisionError: division by zero\n"
            )
            let minimal = try await run("f(0)", #","traceback_verbosity":"Minimal""#)
            #expect(minimal["stdout"] == "ZeroDivisionError: division by zero\n")
            let context = try await run("f(0)", #","traceback_verbosity":"Context""#)
            #expect(context["stdout"]?.string?.contains("----> 2     return 1 / n") == true)
            let ended = try await run("import os; os._exit(4)")
            #expect(ended["process_status"] == "error" && ended["new_session_created"] == true)
            let fresh = try await run("x")
            #expect(fresh["new_session_created"] == true)
            #expect(fresh["stdout"]?.string?.contains("NameError") == true)
            #expect(try await run("1")["new_session_created"] == false)
        }
    }

    @Test func terminalText() {
        for (shown, text) in [
            ("", ""), ("\n\n", ""), ("\n\na\n\nb\n\n", "a\n\nb\n"), ("Out[0]: 1\n", "1\n"), ("Out[12]: \n[1]", "[1]\n"),
            ("a Out[0]: 1", "a Out[0]: 1\n"), ("Out[x]: 1", "Out[x]: 1\n"), ("Out[]: 1", "Out[]: 1\n"),
            ("\u{1b}[31mred\u{1b}[0m", "red\n"), ("\u{1b}", "\u{1b}\n"), ("a\u{1b}[", "a\u{1b}[\n"),
            ("\u{1b}Mx", "x\n"),
        ] {
            #expect(TerminalText.asShown(shown, .plain) == text)
            #expect(TerminalText.asShown(shown, .context) == shown)
        }
    }
}
