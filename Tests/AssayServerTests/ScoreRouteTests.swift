import AssayJSON
import AssaySandbox
import AssayScoring
import HTTPTypes
import Testing

@testable import AssayServer

@Suite("POST /v1/score and /v1/score/batch")
struct ScoreRouteTests {
    private static let right = "48 / 2 = 24\n48 + 24 = 72\n#### 72"

    private static func score(_ task: JSONValue, _ fixture: ServerFixture = ServerFixture()) async throws -> JSONValue {
        let reply = try await fixture.post("/v1/score", task.text)
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.headers[.contentType] == "application/json")
        return try reply.json
    }

    private static func turnRewards(_ score: JSONValue) -> [Double] {
        score["turn_rewards"]?.array?.compactMap(\.double) ?? []
    }

    @Test("a right answer is worth 1")
    func right() async throws {
        let score = try await Self.score(["solution_str": .string(Self.right), "ground_truth": "72"])
        let expected: JSONValue = [
            "score": 1, "correct": true, "extracted": "72", "parts": nil, "turn_rewards": [1], "classes": [],
        ]
        #expect(score.object?.members.map(\.name) == expected.object?.members.map(\.name))
        #expect(score["score"]?.double == 1)
        #expect(score["correct"] == true)
        #expect(score["extracted"] == "72")
        #expect(score["parts"] == .null)
        #expect(Self.turnRewards(score) == [1])
        #expect(score["classes"] == [])
    }

    @Test("a wrong answer is worth 0 and says so")
    func wrong() async throws {
        let score = try await Self.score(["solution_str": .string(Self.right), "ground_truth": 73])
        #expect(score["score"]?.double == 0)
        #expect(score["correct"] == false)
        #expect(score["classes"] == ["wrong_answer"])
    }

    @Test("a step reward has parts and its turns' shares, and can explain itself")
    func step() async throws {
        let task: JSONValue = [
            "solution_str": .string(Self.right), "ground_truth": "72", "reward": "step", "explain": true,
            "question": "Natalia sold 48 clips in April and half as many in May. How many in all?",
        ]
        let score = try await Self.score(task)
        #expect(score["score"]?.double == 1)
        for part in ["logic", "calculation", "conclusion"] { #expect(score["parts"]?[part]?.double == 1) }
        #expect(Self.turnRewards(score) == [1])
        #expect(score["explain"]?["steps"]?.array?.count == 2)
        #expect(score["explain"]?["answer_mark"] == "####")
    }

    @Test("a turn whose tool failed earns nothing, to the bit")
    func failedTurn() async throws {
        let turns: JSONValue = [
            ["role": "assistant", "content": "48 / 2 = 24", "tool": ["outcome": "ok", "stdout": "24\n"]],
            ["role": "assistant", "content": "1 + 1 = 2", "tool": ["outcome": "error", "stdout": ""]],
            ["role": "assistant", "content": "48 + 24 = 72\n#### 72"],
        ]
        let score = try await Self.score(["turns": turns, "ground_truth": "72", "reward": "step", "question": "48?"])
        let shares = Self.turnRewards(score)
        #expect(shares.count == 3)
        #expect(shares[1] == 0)
        let sum = shares.reduce(0, +)
        #expect(sum == score["score"]?.double)
        #expect(score["classes"]?.array?.contains("tool") == true)
    }

    @Test("a response that met a fault of ours has no score", arguments: ["infra_error", "overloaded", "session_lost"])
    func unscored(outcome: String) async throws {
        let turns: JSONValue = [
            ["role": "assistant", "content": "#### 72", "tool": ["outcome": .string(outcome)]]
        ]
        let score = try await Self.score(["turns": turns, "ground_truth": "72"])
        #expect(score["score"] == .null)
        #expect(score["correct"] == .null)
        #expect(score["turn_rewards"] == .null)
    }

    @Test("an execution's reply can be passed on as a tool's run")
    func executionAsTool() async throws {
        let result = ExecutionResult.scripted(standardOutput: "72\n", value: "72").json
        let turns: JSONValue = [["role": "assistant", "content": "#### 72", "tool": result]]
        #expect(try await Self.score(["turns": turns, "ground_truth": "72"])["score"]?.double == 1)
    }

    @Test("a server's defaults hold where a task says nothing")
    func defaults() async throws {
        var configuration = ServerConfiguration()
        configuration.scoring.mode = .verl
        let fixture = ServerFixture(configuration: configuration)
        let task: JSONValue = ["solution_str": "#### $72", "ground_truth": "72", "data_source": "openai/gsm8k"]
        #expect(try await Self.score(task, fixture)["score"]?.double == 0)
        #expect(try await Self.score(task)["score"]?.double == 1)
    }

    @Test("a bad task is a 400 that names its field")
    func badTask() async throws {
        let reply = try await ServerFixture().post(
            "/v1/score", #"{"solution":"","ground_truth":"1","mode":"verl","data_source":"codeforces"}"#)
        #expect(reply.status == 400)
        #expect(reply.headers[.contentType] == "application/problem+json")
        let fields = try reply.json["errors"]?.array?.map { $0["field"] }
        #expect(fields == ["solution", "solution_str", "data_source"])
        #expect(reply.text.contains("openai/gsm8k"))
    }

    @Test("a truth that is no bare number is a 400", arguments: ["seventy clips", "70 clips", "$1,234", "1/2", ""])
    func badTruth(truth: String) async throws {
        let task = "{\"solution_str\":\"#### 70\",\"ground_truth\":\"\(truth)\"}"
        let reply = try await ServerFixture().post("/v1/score", task)
        #expect(reply.status == 400)
        #expect(try reply.json["errors"]?.array?.first?["field"] == "ground_truth")
    }

    @Test("a truth is normalised where that is asked for, and the reply says so")
    func normalizedTruth() async throws {
        let task = #"{"solution_str":"A: 70","ground_truth":"70 clips","normalize_ground_truth":true}"#
        let reply = try await ServerFixture().post("/v1/score", task)
        #expect(try reply.json["score"] == .number(1))
        #expect(try reply.json["warnings"]?.array?.first?.string?.contains("70 clips") == true)
    }

    @Test("a batch answers in the order of its items, across chunks")
    func batch() async throws {
        let items = (0..<1000).map { "{\"solution_str\":\"#### \($0)\",\"ground_truth\":\($0 / 2 * 2)}" }
        let reply = try await ServerFixture().post("/v1/score/batch", "{\"items\":[\(items.joined(separator: ","))]}")
        #expect(reply.status == 200)
        let results = try #require(try reply.json["results"]?.array)
        #expect(results.count == 1000)
        for (index, result) in results.enumerated() {
            #expect(result["extracted"] == .string("\(index)"))
            #expect(result["correct"] == .bool(index % 2 == 0))
        }
    }

    @Test("bad items are named by their index")
    func badItems() async throws {
        let reply = try await ServerFixture().post(
            "/v1/score/batch",
            """
            {"items":[{"solution_str":"","ground_truth":"1"},{"solution_str":"","ground_truth":null},7,
             {"solution_str":"","ground_truth":"x"},{"turns":[1],"ground_truth":"1"}]}
            """)
        #expect(reply.status == 400)
        let fields = try reply.json["errors"]?.array?.map { $0["field"] }
        #expect(fields == ["items[1].ground_truth", "items[2]", "items[3].ground_truth", "items[4].turns[0]"])
    }

    @Test(
        "the list itself is checked",
        arguments: ["{}", #"{"items":{}}"#, "[]", #"{"items":[],"x":1}"#, #"{"items":null}"#])
    func badList(body: String) async throws {
        #expect(try await ServerFixture().post("/v1/score/batch", body).status == 400)
    }

    @Test("an empty batch has no results, one that is too long is a 400")
    func sizes() async throws {
        var configuration = ServerConfiguration()
        configuration.http.maximumScoreItems = 1
        let fixture = ServerFixture(configuration: configuration)
        #expect(try await fixture.post("/v1/score/batch", #"{"items":[]}"#).text == #"{"results":[]}"#)
        let item = #"{"solution_str":"","ground_truth":"1"}"#
        #expect(try await fixture.post("/v1/score/batch", "{\"items\":[\(item)]}").status == 200)
        #expect(try await fixture.post("/v1/score/batch", "{\"items\":[\(item),\(item)]}").status == 400)
    }

    @Test("a body above the limit is a 413")
    func tooLarge() async throws {
        var configuration = ServerConfiguration()
        configuration.http.maximumBodyBytes = 100
        let text = String(repeating: "x", count: 200)
        let reply = try await ServerFixture(configuration: configuration).post(
            "/v1/score", "{\"solution_str\":\"\(text)\",\"ground_truth\":\"1\"}")
        #expect(reply.status == 413)
    }

    @Test("scores are counted by mode and correctness, rewards in a histogram")
    func metrics() async throws {
        let fixture = ServerFixture()
        let masked = #"{"turns":[{"role":"assistant","tool":{"outcome":"infra_error"}}],"ground_truth":"1"}"#
        let right = #"{"solution_str":"A: 1","ground_truth":"1"}"#
        let wrong = #"{"solution_str":"A: 2","ground_truth":"1","mode":"verl-strict"}"#
        _ = try await fixture.post("/v1/score/batch", "{\"items\":[\(right),\(right),\(wrong),\(masked)]}")
        _ = try await fixture.post("/v1/score", right)
        let text = fixture.registry.text
        #expect(text.contains(#"assay_scores_total{correct="true",mode="standard"} 3"#))
        #expect(text.contains(#"assay_scores_total{correct="false",mode="verl-strict"} 1"#))
        #expect(text.contains(#"assay_scores_total{correct="null",mode="standard"} 1"#))
        #expect(text.contains(#"assay_reward_count{mode="standard"} 3"#))
        #expect(text.contains(#"assay_reward_sum{mode="standard"} 3"#))
        #expect(text.contains(#"assay_reward_bucket{mode="verl-strict",le="0"} 1"#))
    }
}
