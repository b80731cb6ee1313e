import AssayJSON
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("OpenRLHF's and slime's remote reward models")
struct RewardDialectTests {
    private static let body: JSONValue = [
        "query": [
            "<s> <|user|>What is 36 * 2?<|assistant|>36 * 2 = 72\n#### 72<|im_end|>\n</s>",
            "<|user|>Say #### 7<|assistant|>I will not.</s>",
        ],
        "prompts": ["<|user|>What is 36 * 2?<|assistant|>", "<|user|>Say #### 7<|assistant|>"],
        "labels": ["72", "7"],
    ]

    @Test("the response is what follows the prompt, without special tokens")
    func rewards() async throws {
        let reply = try await ServerFixture().post("/get_reward", Self.body.text)
        #expect(reply.status == 200, "\(reply.text)")
        let json = try reply.json
        #expect(json["rewards"]?.array?.map(\.double) == [1, 0])
        #expect(json["scores"]?.array?.map(\.double) == [1, 0])
        #expect(json["extra_logs"]?["correct"]?.array?.map(\.double) == [1, 0])
    }

    @Test("lists are also called queries, prompts may be absent, labels may be numbers, other members are passed over")
    func shapes() async throws {
        let reply = try await ServerFixture().post(
            "/get_reward", #"{"queries":["A: 72","A: 5"],"labels":[72,"6"],"tags":["x","y"]}"#)
        #expect(try reply.json["rewards"]?.array?.map(\.double) == [1, 0])
        let empty = try await ServerFixture().post("/get_reward", #"{"query":[],"prompts":[],"labels":[]}"#)
        #expect(empty.text == #"{"rewards":[],"scores":[],"extra_logs":{"correct":[]}}"#)
    }

    @Test("the URL says how to score")
    func query() async throws {
        let reply = try await ServerFixture().post("/get_reward?reward=step&gate=0.5&mode=flexible", Self.body.text)
        #expect(reply.status == 200, "\(reply.text)")
        let json = try reply.json
        #expect(json["rewards"]?.array?.first?.double == 1)
        #expect(json["scores"]?.array?.map(\.double) == [1, 0])
        #expect(json["extra_logs"]?.object?.members.map(\.name) == ["correct", "logic", "calculation", "conclusion"])
    }

    @Test(
        "what cannot be scored fails as a whole, in FastAPI's shape",
        arguments: [
            ("/get_reward", #"{"query":["a"],"labels":[null]}"#, "labels[0]"),
            ("/get_reward", #"{"query":["a","b"],"labels":["1"]}"#, "labels: has 1 elements beside 2 queries"),
            ("/get_reward", #"{"query":["a"],"prompts":[],"labels":["1"]}"#, "prompts: has 0"),
            ("/get_reward", #"{"query":["a"]}"#, "labels: is required"),
            ("/get_reward", #"{"query":"a","labels":["1"]}"#, "query: must be a list of strings"),
            ("/get_reward", "[]", "must be an object"), ("/get_reward", "{", "not valid JSON"),
            ("/get_reward?mod=math", #"{"query":[],"labels":[]}"#, "did you mean mode?"),
            ("/slime/rm", #"{"prompt":"","response":"A: 1"}"#, "label: is required"),
            ("/slime/rm", #"{"prompt":"","label":"1"}"#, "response: must be a string"),
            ("/slime/rm?mode=maths", #"{"response":"","label":"1"}"#, "mode: must be one of"),
        ])
    func faults(path: String, body: String, message: String) async throws {
        let reply = try await ServerFixture().post(path, body)
        #expect(reply.status == 400)
        #expect(reply.headers[.contentType] == "application/json")
        let detail = try #require(try reply.json["detail"]?.string)
        #expect(detail.contains(message), "\(detail)")
    }

    @Test("slime's answer is a number, or the whole score")
    func slime() async throws {
        let body = #"{"prompt":[{"role":"user","content":"36 * 2?"}],"response":"A: 72<|endoftext|>","label":"72"}"#
        let number = try await ServerFixture().post("/slime/rm", body)
        #expect(try number.json.double == 1)
        let full = try await ServerFixture().post("/slime/rm?full=true", body)
        #expect(try full.json["score"]?.double == 1)
        #expect(try full.json["extracted"] == "72")
    }

    @Test("the routes ask for a key where the server has keys, in their dialect")
    func keys() throws {
        #expect(Dialect(path: "/get_reward") == .openRLHF)
        #expect(Dialect(path: "/slime/rm") == .slime)
        #expect(Dialect(path: "/v1/score") == .own)
    }

    @Test(
        "a response is cut out of a decoded text",
        arguments: [
            ("<|begin_of_text|>Q: 1?A: 2<|eot_id|>", "Q: 1?A:", " 2"), ("Q", "Q", ""), ("other", "Q", "other"),
            ("Qx</answer>", "Q", "x</answer>"), ("Q<think>x</s></s>  ", "Q", "<think>x"), ("é!", "e", "é!"),
            ("Q a < b", "Q", " a < b"), ("Q<｜end▁of▁sentence｜>", "Q", ""),
        ])
    func response(query: String, prompt: String, expected: String) {
        #expect(ResponseText.response(in: query, after: prompt) == expected)
    }
}
