import AssayJSON
import AssayOutcome
import AssaySandbox
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("POST /run_jupyter")
struct RunJupyterRouteTests {
    private func run(
        _ body: String, _ script: @escaping ScriptedExecutor.Script = { .scripted(standardOutput: $0.code) }
    ) async throws -> (reply: ServerFixture.Reply, requests: [ExecutionRequest]) {
        let fixture = ServerFixture(ScriptedExecutor(script))
        return (try await fixture.post("/run_jupyter", body), fixture.executor.requests)
    }

    @Test("success, to the letter")
    func success() async throws {
        let (reply, _) = try await self.run(#"{"cells":["a","b"]}"#) { request in
            var result = ExecutionResult.scripted(standardOutput: request.code, value: "3")
            result.display = [["text/plain": "3", "application/json": #"{"n":1}"#]]
            result.resultIndex = 0
            return result
        }
        #expect(reply.status == 200)
        let json = try reply.json
        #expect(
            json.object?.members.map(\.name) == ["status", "message", "driver", "cells", "executor_pod_name", "files"])
        #expect(json["status"] == "Success" && json["message"] == "" && json["executor_pod_name"] == .null)
        #expect(json["driver"]?["status"] == "Finished" && json["driver"]?["return_code"] == 0)
        let shown: JSONValue = [["application/json": ["n": 1], "text/plain": "3"]]
        #expect(
            json["cells"] == [
                ["stdout": "a", "stderr": "", "display": shown, "error": []],
                ["stdout": "b", "stderr": "", "display": shown, "error": []],
            ])
    }

    @Test("an exception stops nothing")
    func exception() async throws {
        let (reply, _) = try await self.run(#"{"cells":["a","b"]}"#) { request in
            var result = ExecutionResult.scripted(request.code == "a" ? .error : .ok)
            if request.code == "a" {
                result.exception = .init(type: "E", message: "m", traceback: "x\ny", entries: ["x", "y"])
            }
            return result
        }
        let json = try reply.json
        #expect(json["status"] == "Success")
        #expect(json["cells"]?.array?.count == 2)
        #expect(
            json["cells"]?.array?[0]["error"] == [["ename": "E", "evalue": "m", "traceback": ["x", "y"]]])
    }

    @Test("files go in before the first cell and come out after the last; limits are those asked for")
    func order() async throws {
        let (reply, requests) = try await self.run(
            #"{"cells":["c"],"cell_timeout":2,"memory_limit_MB":64,"files":{"a":"aGk="},"fetch_files":["b"]}"#
        ) { request in
            var result = ExecutionResult.scripted()
            if request.fetchFiles == ["b"] { result.files = ["b": [1]] }
            return result
        }
        #expect(try reply.json["files"] == ["b": "AQ=="])
        #expect(requests.map(\.code) == ["", "c", ""])
        #expect(requests[0].files == ["a": Array("hi".utf8)])
        #expect(requests[1].timeout == .seconds(2))
        #expect(requests[1].style == .kernel && requests[1].echoLast)
    }

    @Test("a cell that takes too long fails the whole, and the next one runs")
    func cellTimeout() async throws {
        let (reply, _) = try await self.run(#"{"cells":["a","b"],"cell_timeout":1}"#) { request in
            .scripted(request.code == "a" ? .timeout : .ok, standardOutput: request.code, wall: .seconds(1))
        }
        let json = try reply.json
        #expect(json["status"] == "Failed")
        #expect(json["driver"]?["status"] == "TimeLimitExceeded" && json["driver"]?["return_code"] == .null)
        #expect(json["cells"]?.array?.compactMap { $0["stdout"]?.string } == ["a", "b"])
        #expect(json["cells"]?.array?[0]["error"]?.array?[0]["ename"] == "TimeoutError")
    }

    @Test("no time is no cell", arguments: ["0", "-1", #""nan""#])
    func noTime(total: String) async throws {
        let (reply, requests) = try await self.run(#"{"cells":["a"],"total_timeout":\#(total)}"#)
        let json = try reply.json
        #expect(json["status"] == "Failed" && json["cells"] == [])
        #expect(json["driver"]?["status"] == "TimeLimitExceeded")
        #expect(requests.isEmpty)
    }

    @Test("a fault of ours is a SandboxError, overload a 504")
    func ours() async throws {
        let (reply, _) = try await self.run(#"{"cells":["a"]}"#) { _ in .scripted(.infraError, failure: "gone") }
        #expect(try reply.json["status"] == "SandboxError")
        #expect(try reply.json["driver"] == .null)
        let (refused, _) = try await self.run(#"{"cells":["a"]}"#) { _ in throw SessionError.overloaded("full") }
        #expect(refused.status == 504)
        let (bad, _) = try await self.run(#"{"cells":["a"],"files":{"a":"a"}}"#)
        #expect(try bad.json["status"] == "SandboxError")
    }

    @Test("what is wrong is told as pydantic tells it")
    func validation() async throws {
        for (body, type, field) in [
            ("{}", "missing", "cells"), (#"{"cells":"a"}"#, "list_type", "cells"),
            (#"{"cells":[],"kernel":"ir"}"#, "literal_error", "kernel"),
            (#"{"cells":[],"files":{"a":null}}"#, "string_type", "files"),
            (#"{"cells":[],"total_timeout":"x"}"#, "float_parsing", "total_timeout"),
        ] {
            let (reply, _) = try await self.run(body)
            #expect(reply.status == 422)
            let first = try reply.json["detail"]?.array?.first
            #expect(first?["type"]?.string == type)
            #expect(first?["loc"]?.array?[1].string == field)
        }
        let many = String(repeating: #""","#, count: 1024) + #""""#
        let (long, _) = try await self.run(#"{"cells":[\#(many)]}"#)
        #expect(long.status == 422)
        #expect(try long.json["detail"]?.array?.first?["type"] == "too_long")
        let (reply, _) = try await self.run(#"{"cells":[],"kernel":"ir"}"#)
        #expect(try reply.json["detail"]?.array?.first?["msg"] == "Input should be 'python3'")
    }

    @Test("with a real worker")
    func live() async throws {
        try await LiveServer.with { server in
            let reply = try await server.post(
                "/run_jupyter",
                """
                {"cells": ["x = 41", "print('a')\\nx + 1", "1 / 0", "import time\\nprint('b')\\ntime.sleep(9)", "x;"],
                 "cell_timeout": 1}
                """)
            let cells = try #require(try reply.json["cells"]?.array)
            #expect(cells.count == 5)
            #expect(cells[1]["stdout"] == "a\n")
            #expect(cells[1]["display"] == [["text/plain": "42"]])
            #expect(cells[2]["stderr"] == "")
            #expect(cells[2]["error"]?.array?[0]["ename"] == "ZeroDivisionError")
            #expect(
                cells[2]["error"]?.array?[0]["traceback"]?.array?.compactMap(\.string).suffix(2) == [
                    "Cell In[3], line 1\n----> 1 1 / 0\n", "ZeroDivisionError: division by zero",
                ])
            #expect(cells[3]["stdout"] == "b\n")
            #expect(cells[3]["error"]?.array?[0]["ename"] == "TimeoutError")
            #expect(cells[4]["display"] == [])
            let late = try await server.post(
                "/run_jupyter", #"{"cells": ["print(1)", "while True: pass", "print(2)"], "total_timeout": 1}"#)
            #expect(try late.json["status"] == "Failed")
            #expect(try late.json["cells"]?.array?.compactMap { $0["stdout"]?.string } == ["1\n", ""])
            let dead = try await server.post(
                "/run_jupyter", #"{"cells": ["print(1)", "import os; os._exit(3)", "print(2)"]}"#)
            #expect(try dead.json["status"] == "Failed")
            #expect(try dead.json["driver"]?["return_code"] == 3)
            #expect(try dead.json["cells"]?.array?[1]["error"]?.array?[0]["ename"] == "DeadKernelError")
            #expect(try await server.send(.get, "/v1/sessions").json["sessions"] == [])
        }
    }
}
