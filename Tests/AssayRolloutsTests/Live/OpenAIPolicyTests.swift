import AssayClient
import AssayJSON
import AssayOutcome
import AssayTools
import Foundation
import ScriptedPolicies
import Testing

@testable import AssayRollouts

/// Against a server that answers as sglang, vLLM and llama.cpp were seen to.
@Suite("OpenAI's chat completions")
struct OpenAIPolicyTests {
    /// vLLM with a tool parser, log-probabilities and token ids.
    private static let nativeCall = """
        {"id": "chatcmpl-1", "object": "chat.completion", "model": "m", "prompt_token_ids": [1, 2, 3],
         "choices": [{"index": 0, "finish_reason": "tool_calls", "stop_reason": null, "token_ids": [10, 11],
           "logprobs": {"content": [{"token": "<tool_call>", "logprob": -0.25, "bytes": null, "top_logprobs": []},
                                    {"token": "x", "logprob": -1.5, "bytes": [120], "top_logprobs": []}]},
           "message": {"role": "assistant", "content": null, "tool_calls": [{"id": "chatcmpl-tool-1",
             "type": "function", "function": {"name": "code_interpreter", "arguments": "{\\"code\\": \\"print(6)\\"}"}}]}}],
         "usage": {"prompt_tokens": 3, "total_tokens": 5, "completion_tokens": 2}}
        """
    /// The next turn, whose prompt goes on from it.
    private static let answer = """
        {"choices": [{"index": 0, "finish_reason": "stop", "token_ids": [20],
           "logprobs": {"content": [{"token": "54", "logprob": -0.5}]},
           "message": {"role": "assistant", "content": "#### 54"}}],
         "prompt_token_ids": [1, 2, 3, 10, 11, 15, 16], "usage": {"completion_tokens": 1}}
        """
    /// sglang without a tool parser, llama.cpp without log-probabilities.
    private static func plain(_ text: String, finishReason: String = "stop") -> String {
        let choice: JSONValue = [
            "index": 0, "finish_reason": .string(finishReason), "logprobs": nil,
            "message": ["role": "assistant", "content": .string(text), "tool_calls": nil],
        ]
        return JSONValue.object(JSONObject([("choices", [choice]), ("usage", ["completion_tokens": 7])])).text
    }

    private func policy(
        _ url: String, _ change: (inout OpenAIPolicy.Settings) -> Void = { _ in }
    ) throws -> OpenAIPolicy {
        var settings = OpenAIPolicy.Settings(model: "qwen")
        settings.firstPause = .milliseconds(1)
        change(&settings)
        return OpenAIPolicy(
            endpoint: try Endpoint(url: url, http: try HTTPClient(), retries: .none), settings: settings)
    }

    private func rollout(_ policy: OpenAIPolicy, _ change: (inout RolloutSettings) -> Void = { _ in }) throws -> Rollout
    {
        var settings = RolloutSettings(
            limits: .generous, tools: try Toolbox([CodeInterpreter(runner: ScriptedRunner.printing("6"))]))
        change(&settings)
        return Rollout(policy: policy, settings: settings)
    }

    private let identity = SampleIdentity(step: 1, prompt: 2, sample: 3)

    @Test("native calls go there and back, and ids make a record to train on")
    func nativeCalls() async throws {
        let stub = StubModel { _, index in .init(body: index == 0 ? Self.nativeCall : Self.answer) }
        let trajectory = try await stub.serve { url in
            let policy = try self.policy(url) { $0.asksTokenIDs = true }
            return try await self.rollout(policy) { $0.format = .native }.play(.rectangle, identity: self.identity)
        }
        #expect(trajectory.stopReason == .completed)
        #expect(trajectory.turns.map(\.text) == ["", "#### 54"])
        #expect(trajectory.calls.map(\.code) == ["print(6)"])
        let record = try #require(trajectory.tokens)
        #expect(record.prompt == [1, 2, 3])
        #expect(record.response == [10, 11, 15, 16, 20])
        #expect(record.mask == [1, 1, 0, 0, 1])
        #expect(record.logProbabilities == [-0.25, -1.5, 0, 0, -0.5])
        #expect(trajectory.turns[0].pieces.map(\.text) == ["<tool_call>", "x"])
        #expect(stub.requests[0]["return_token_ids"] == true)
        #expect(stub.requests[0]["tools"]?.array?.count == 1)
        #expect(
            stub.requests[1]["messages"]?.array?.suffix(2).map(\.text) == [
                #"{"role":"assistant","content":"","tool_calls":[{"type":"function","id":"chatcmpl-tool-1","#
                    + #""function":{"name":"code_interpreter","arguments":"{\"code\":\"print(6)\"}"}}]}"#,
                #"{"role":"tool","content":"6","tool_call_id":"chatcmpl-tool-1"}"#,
            ])
    }

    @Test("calls in the text are read where the server does not")
    func hermesCalls() async throws {
        let stub = StubModel { _, index in .init(body: Self.plain(index == 0 ? "So: \(Fixture.call)" : "#### 54")) }
        let trajectory = try await stub.serve { url in
            try await self.rollout(self.policy(url)).play(.rectangle, identity: self.identity)
        }
        #expect(trajectory.calls.map(\.observation) == ["6"])
        #expect(trajectory.tokens == nil)
        #expect(trajectory.turns.map(\.tokenCount) == [7, 7])
        let messages = stub.requests[1]["messages"]?.array?.suffix(2)
        #expect(
            messages.map(Array.init) == [
                ["role": "assistant", "content": .string("So: \(Fixture.call)")], ["role": "tool", "content": "6"],
            ])
    }

    @Test func whatIsAskedFor() async throws {
        let stub = StubModel { _, _ in .init(body: Self.plain("#### 54")) }
        _ = try await stub.serve { url in
            let policy = try self.policy(url) { settings in
                (settings.sendsTools, settings.asksLogProbabilities) = (false, false)
                settings.options = JSONObject([("chat_template_kwargs", ["enable_thinking": false])])
            }
            let rollout = try self.rollout(policy) { settings in
                settings.sampling = SamplingSettings(temperature: 0.5, topP: 0.9, topK: 20, stop: ["</s>"], seed: 7)
                settings.limits.maximumResponseTokens = 99
            }
            _ = try await rollout.play(.rectangle, identity: self.identity)
            return try await rollout.play(.rectangle, identity: SampleIdentity(step: 1, prompt: 2, sample: 4))
        }
        var first = try #require(stub.requests.first?.object)
        let seeds = stub.requests.map { $0["seed"]?.integer }
        #expect(seeds[0] != seeds[1])
        first = JSONObject(first.members.filter { $0.name != "seed" }.map { ($0.name, $0.value) })
        #expect(
            JSONValue.object(first) == [
                "model": "qwen", "messages": .array(RolloutPrompt.rectangle.messages.map(\.json)), "max_tokens": 99,
                "temperature": .number(0.5), "top_p": .number(0.9), "top_k": 20, "stop": ["</s>"],
                "chat_template_kwargs": ["enable_thinking": false],
            ])
    }

    @Test("a server that is busy or fails is asked again", arguments: [429, 500, 502, 503])
    func retries(status: Int) async throws {
        let stub = StubModel { _, index in
            index < 3 ? .init(status: status, body: "busy") : .init(body: Self.plain("#### 54"))
        }
        let trajectory = try await stub.serve { url in
            try await self.rollout(self.policy(url)).play(.rectangle, identity: self.identity)
        }
        #expect(trajectory.stopReason == .completed)
        #expect(stub.requests.count == 4)
    }

    @Test("one that goes on failing masks the sample", arguments: [(503, 4), (400, 1)])
    func failures(status: Int, attempts: Int) async throws {
        let stub = StubModel { _, _ in .init(status: status, body: #"{"detail": "no"}"#) }
        let trajectory = try await stub.serve { url in
            try await self.rollout(self.policy(url)).play(.rectangle, identity: self.identity)
        }
        #expect(trajectory.stopReason == .policyFailure)
        #expect(trajectory.failure?.contains("no") == true)
        #expect(stub.requests.count == attempts)
    }

    @Test("what is no chat completion masks the sample", arguments: ["{}", "[1]", "oops", #"{"choices": []}"#])
    func malformedReplies(body: String) async throws {
        let stub = StubModel { _, _ in .init(body: body) }
        let trajectory = try await stub.serve { url in
            try await self.rollout(self.policy(url)).play(.rectangle, identity: self.identity)
        }
        #expect(trajectory.stopReason == .policyFailure)
        #expect(stub.requests.count == 1)
    }

    @Test("a cut turn ends the rollout, an aborted one masks it")
    func finishReasons() async throws {
        for (name, reason) in [("length", StopReason.responseLength), ("abort", .policyFailure)] {
            let stub = StubModel { _, _ in .init(body: Self.plain("#### 5", finishReason: name)) }
            let trajectory = try await stub.serve { url in
                try await self.rollout(self.policy(url)).play(.rectangle, identity: self.identity)
            }
            #expect(trajectory.stopReason == reason)
        }
    }

    @Test("a batch is asked for at once, as many as may be, and answered in order")
    func concurrency() async throws {
        let gate = Gate(4)
        let stub = StubModel { request, _ in
            await gate.pass()
            return .init(body: Self.plain("#### \(request["max_tokens"]?.integer ?? 0)"))
        }
        let requests = (1...8).map { index in
            GenerationRequest(
                identity: SampleIdentity(prompt: index), turn: 0, messages: [], tools: [], maximumTokens: index,
                sampling: SamplingSettings())
        }
        let answers = try await stub.serve { url in
            try await self.policy(url) { $0.concurrency = 4 }.generate(requests)
        }
        #expect(try answers.map { try $0.get().text } == (1...8).map { "#### \($0)" })
    }

    @Test("a company's own calculator is called by its URL")
    func ownService() async throws {
        let stub = StubModel { request, index in
            switch index {
            case 0: .init(body: #"{"result": \#(request["a"]?.integer ?? 0)}"#)
            case 1: .init(status: 422, body: "b is missing")
            default: .init(status: 500, body: "oops")
            }
        }
        let results = try await stub.serve(path: "/evaluate") { url in
            let tool = HTTPTool(
                schema: ToolSchema(name: "calculator", description: "", texts: []), url: url + "/evaluate",
                client: try HTTPClient())
            let instance = tool.create(JSONObject())
            var results: [ToolResult] = []
            for _ in 0..<3 { results.append(try await instance.execute(JSONObject([("a", 6)]))) }
            return results
        }
        #expect(results.map(\.text) == ["6", "Execution failed: b is missing", "Execution failed: status 500"])
        #expect(results.map(\.outcome) == [.ok, .error, .infraError])
    }
}
