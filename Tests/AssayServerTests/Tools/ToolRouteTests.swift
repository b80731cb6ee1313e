import AssayJSON
import AssayOutcome
import AssaySandbox
import AssayTools
import Foundation
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("/v1/tools")
struct ToolRouteTests {
    private static let interpreter = "/v1/tools/code_interpreter/instances"
    private static let rewards = "/v1/tools/calc_gsm8k_reward/instances"

    /// A server with both tools.
    private func withBoth(
        _ executor: ScriptedExecutor = ScriptedExecutor(), _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let yaml = """
            tools:
              - {class_name: verl.tools.sandbox_fusion_tools.SandboxFusionTool, config: {type: native, prelude: false}}
              - {class_name: verl.tools.gsm8k_tool.Gsm8kTool, config: {type: native}}
            """
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("tools-\(UUID().uuidString).yaml")
        try yaml.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        var configuration = ServerConfiguration()
        configuration.tools.configurationFile = file.path
        try await body(ServerFixture(executor, configuration: configuration))
    }

    private static func create(
        _ server: ServerFixture.Caller, at path: String = interpreter, _ body: String = "{}", headers: HTTPFields = [:]
    ) async throws -> String {
        let reply = try await server.post(path, body, headers: headers)
        #expect(reply.status == 201)
        return path + "/" + (try #require(reply.json["id"]?.string))
    }

    @Test("lists what chat completions take; the tool that tells verdicts only where a file lists it")
    func list() async throws {
        let usual = try await ServerFixture().send(.get, "/v1/tools")
        #expect(usual.status == 200)
        #expect(try usual.json == ["tools": [CodeInterpreter.schema.json]])
        #expect(try await ServerFixture().post(Self.rewards, "{}").status == 404)
        try await self.withBoth { fixture in
            let both = try await fixture.send(.get, "/v1/tools")
            #expect(try both.json == ["tools": [CodeInterpreter.schema.json, GSM8KRewardTool.schema.json]])
        }
    }

    @Test("an instance is created, called, asked for its reward, released")
    func life() async throws {
        let executor = ScriptedExecutor { _ in .scripted(standardOutput: "15\n", value: "[6]") }
        try await ServerFixture(executor).withServer { server in
            let created = try await server.send(.post, Self.interpreter)
            #expect(created.status == 201)
            let id = try #require(try created.json["id"]?.string)
            #expect(
                try created.json
                    == [
                        "id": .string(id), "tool": "code_interpreter", "idle_time_s": .number(600),
                        "lifetime_s": .number(3600),
                    ])
            let instance = "\(Self.interpreter)/\(id)"
            let result = try await server.post(instance + "/execute", #"{"parameters": {"code": "x"}}"#)
            #expect(
                result.text == #"{"text":"15\n[6]","outcome":"ok","reward":1.0,"metrics":{"exec_status":"success"}}"#)
            let reward = try await server.send(.post, instance + "/reward")
            #expect(reward.text == #"{"reward":0.0}"#)
            let released = try await server.send(.delete, instance)
            #expect(released.status == 204)
            #expect(released.bytes.isEmpty)
            for (method, path) in [
                (HTTPRequest.Method.post, "/execute"), (.post, "/reward"), (.delete, ""),
            ] {
                let gone = try await server.send(method, instance + path, bytes: Array(#"{"parameters":{}}"#.utf8))
                #expect(gone.status == 404)
                #expect(gone.headers[.contentType] == "application/problem+json")
            }
        }
        let request = try #require(executor.requests.first)
        #expect(executor.requests.count == 1)
        #expect(request.code == "x")
        #expect(request.prelude == ExecutionRequest.seedPrelude)
        #expect(request.echoLast)
    }

    @Test("a failed program is told to the model")
    func failure() async throws {
        let executor = ScriptedExecutor { _ in .scripted(.error, exitCode: 1, standardError: "NameError: x\n") }
        try await ServerFixture(executor).withServer { server in
            let reply = try await server.post(
                try await Self.create(server) + "/execute", #"{"parameters": {"code": "x"}}"#)
            #expect(
                try reply.json == [
                    "text": "Execution failed: exit status 1: NameError: x", "outcome": "error", "reward": .number(0),
                    "metrics": ["exec_status": "error"],
                ])
        }
    }

    @Test("a fault of the sandbox is no reward, a full queue is 503")
    func faults() async throws {
        let executor = ScriptedExecutor { request in
            .scripted(request.code == "full" ? .overloaded : .infraError, exitCode: nil, failure: "lost")
        }
        try await ServerFixture(executor).withServer { server in
            let path = try await Self.create(server) + "/execute"
            let lost = try await server.post(path, #"{"parameters": {"code": "lost"}}"#)
            #expect(lost.status == 200)
            #expect(try lost.json["outcome"] == "infra_error")
            let full = try await server.post(path, #"{"parameters": {"code": "full"}}"#)
            #expect(full.status == 503)
            #expect(full.headers[.retryAfter] == "1")
        }
    }

    @Test("the truth is compared, and in no reply and no program")
    func truth() async throws {
        let truth = "718281"
        let executor = ScriptedExecutor()
        try await self.withBoth(executor) { fixture in
            let replies = try await fixture.withServer { server -> [ServerFixture.Reply] in
                let kwargs = #"{"create_kwargs": {"ground_truth": "\#(truth)"}}"#
                let path = try await Self.create(server, at: Self.rewards, kwargs)
                let wrong = try await server.post(path + "/execute", #"{"parameters": {"answer": "41"}}"#)
                #expect(
                    wrong.text
                        == #"{"text":"Current parsed answer='41' reward=0.0","outcome":"ok","reward":-0.05,"metrics":{}}"#
                )
                let before = try await server.send(.post, path + "/reward")
                #expect(before.text == #"{"reward":0.0}"#)
                let code = try await Self.create(server)
                let ran = try await server.post(code + "/execute", #"{"parameters": {"code": "1"}}"#)
                let tools = try await server.send(.get, "/v1/tools")
                let metrics = try await server.send(.get, "/metrics")
                let released = try await server.send(.delete, path)
                return [wrong, before, ran, tools, metrics, released]
            }
            for reply in replies { #expect(!reply.text.contains(truth)) }
            let right = try await fixture.withServer { server in
                let kwargs = #"{"create_kwargs": {"ground_truth": "\#(truth)"}}"#
                let path = try await Self.create(server, at: Self.rewards, kwargs)
                let reply = try await server.post(path + "/execute", #"{"parameters": {"answer": "\#(truth)"}}"#)
                #expect(try reply.json["reward"] == .number(0))
                return try await server.send(.post, path + "/reward")
            }
            #expect(right.text == #"{"reward":1.0}"#)
        }
        #expect(executor.requests.map(\.code) == ["1"])
        #expect(executor.requests.allSatisfy { $0.prelude == nil && $0.files.isEmpty && $0.standardInput.isEmpty })
    }

    @Test(
        "a bad request is refused by its field",
        arguments: [
            (rewards, "{}", "create_kwargs"), (rewards, #"{"create_kwargs": {}}"#, "create_kwargs"),
            (interpreter, "[]", ""), (interpreter, #"{"create_kwarg": {}}"#, "create_kwarg"),
            (interpreter, #"{"create_kwargs": 1}"#, "create_kwargs"),
            (interpreter + "/ID/execute", "{}", "parameters"),
            (interpreter + "/ID/execute", #"{"parameters": []}"#, "parameters"),
            (interpreter + "/ID/execute", #"{"parameters": {}, "code": ""}"#, "code"),
        ])
    func refused(path: String, body: String, field: String) async throws {
        try await self.withBoth { fixture in
            let reply = try await fixture.withServer { server in
                let id = try await Self.create(server).split(separator: "/").last.map(String.init) ?? ""
                return try await server.post(path.replacing("ID", with: id), body)
            }
            #expect(reply.status == 400)
            #expect(reply.headers[.contentType] == "application/problem+json")
            #expect(try reply.json["errors"]?.array?.first?["field"] == .string(field))
        }
    }

    @Test("bodies that are no JSON, too large or of another type")
    func bodies() async throws {
        let fixture = ServerFixture()
        #expect(try await fixture.post(Self.interpreter, "{").status == 400)
        let form = try await fixture.post(Self.interpreter, "a=1", headers: [.contentType: "text/plain"])
        #expect(form.status == 415)
        let long = #"{"create_kwargs": {"ground_truth": "\#(String(repeating: "1", count: 70_000))"}}"#
        #expect(try await fixture.post(Self.interpreter, long).status == 413)
    }

    @Test("what is not there is a 404, another tool's instance among it")
    func unknown() async throws {
        try await self.withBoth { fixture in
            try await fixture.withServer { server in
                let instance = try await Self.create(server)
                let elsewhere = instance.replacing("code_interpreter", with: "calc_gsm8k_reward")
                for path in [elsewhere, Self.interpreter + "/tool_1", "/v1/tools/nothing/instances/x"] {
                    #expect(try await server.send(.delete, path).status == 404)
                    #expect(try await server.send(.post, path + "/reward").status == 404)
                }
                let unknown = try await server.post("/v1/tools/nothing/instances", "{}")
                #expect(unknown.status == 404)
                #expect(try unknown.json["detail"]?.string?.contains("code_interpreter, calc_gsm8k_reward") == true)
                #expect(try await server.send(.get, instance).headers[.allow] == "DELETE")
            }
        }
    }

    @Test("a key has so many instances, and sees no other key's")
    func keys() async throws {
        try await AccessTests.withKeys("alpha\nbeta\n") { fixture in
            var fixture = fixture
            fixture.configuration.tools.maximumInstances = 2
            let (alpha, beta): (HTTPFields, HTTPFields) = (
                [.authorization: "Bearer alpha"], [.authorization: "Bearer beta"]
            )
            try await fixture.withServer { server in
                let first = try await Self.create(server, headers: alpha)
                _ = try await Self.create(server, headers: alpha)
                let third = try await server.post(Self.interpreter, "{}", headers: alpha)
                #expect(third.status == 429)
                #expect(third.headers[.retryAfter] == "1")
                _ = try await Self.create(server, headers: beta)
                #expect(try await server.send(.post, first + "/reward", headers: beta).status == 404)
                #expect(try await server.send(.delete, first, headers: beta).status == 404)
                #expect(try await server.send(.post, first + "/reward", headers: alpha).status == 200)
                #expect(try await server.send(.delete, first, headers: alpha).status == 204)
                _ = try await Self.create(server, headers: alpha)
                #expect(try await server.send(.get, "/v1/tools").status == 401)
            }
        }
    }

    @Test("a file that lists no tools is refused by its key")
    func badFile() {
        var configuration = ServerConfiguration()
        configuration.tools.configurationFile = "/nowhere/tools.yaml"
        let fixture = ServerFixture(configuration: configuration)
        let error = #expect(throws: ConfigurationError.self) { try fixture.server() }
        #expect(error.map { "\($0)".hasPrefix("tools.config_file: /nowhere/tools.yaml: ") } == true)
    }
}
