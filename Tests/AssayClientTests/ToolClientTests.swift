import AssayClient
import AssayJSON
import AssayOutcome
import Testing

@Suite("Calls and replies", .timeLimit(.minutes(2)))
struct ToolClientTests {
    @Test("every field of a program is sent")
    func program() async throws {
        try await ScriptedServer.with({ _, _ in .reply(200, Replies.execution()) }) { server in
            let client = try ClientFixture(server, key: "k-1").client
            let program = Program(
                code: "print('é')", language: .pytest, standardInput: "in", timeout: .milliseconds(2500),
                memoryMegabytes: 64, files: ["b/c": [0, 255], "a": []], fetchFiles: ["o"], prelude: .code("x = 1"),
                echoesLast: false, profile: "python-strict", idempotencyKey: "k")
            _ = try await client.execute(program, requestID: "run/7")
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.path == "/v1/execute")
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.headers["authorization"] == "Bearer k-1")
            #expect(request.headers["x-request-id"] == "run/7")
            let expected: JSONValue = [
                "code": "print('é')", "language": "pytest", "stdin": "in", "timeout_s": .number(2.5), "memory_mb": 64,
                "files": ["a": "", "b/c": "AP8="], "fetch_files": ["o"], "prelude": "x = 1", "echo_last": false,
                "profile": "python-strict", "idempotency_key": "k",
            ]
            #expect(try JSONParser.parse(Array(request.body.utf8)) == expected)
        }
    }

    @Test("what is not said is not sent, but for a key that no other call has")
    func emptyProgram() async throws {
        try await ScriptedServer.with({ _, _ in .reply(200, Replies.execution()) }) { server in
            let client = try ClientFixture(server).client
            for _ in 0..<2 { _ = try await client.execute(Program(code: "", prelude: .seed)) }
            let bodies = try server.requests.map { try JSONParser.parse(Array($0.body.utf8)) }
            let keys = bodies.compactMap { $0["idempotency_key"]?.string }
            #expect(Set(keys).count == 2)
            for (body, key) in zip(bodies, keys) {
                let expected: JSONValue = [
                    "code": "", "language": "python", "prelude": true, "echo_last": true,
                    "idempotency_key": .string(key),
                ]
                #expect(body == expected)
            }
            #expect(server.requests.allSatisfy { $0.headers["authorization"] == nil })
        }
    }

    @Test("every field of a result is read, and unknown ones are skipped")
    func execution() async throws {
        let reply = """
            {"id":"7","outcome":"error","exit_code":1,"signal":null,"stdout":"a\\u0000","stderr":"b",
            "stdout_truncated":true,"stderr_truncated":false,"value":"3",
            "exception":{"type":"E","message":"m","traceback":"t"},"display":[{"text/plain":"x"}],
            "files":{"o":"AP8="},"denied":["socket"],
            "usage":{"wall_s":0.25,"cpu_s":1,"queue_s":0.5,"peak_memory_bytes":9},"worker":"w","failure":null,
            "of the future":[{}]}
            """
        try await ScriptedServer.with({ _, _ in .reply(200, reply) }) { server in
            let execution = try await ClientFixture(server).client.execute(Program(code: "1"))
            var expected = Execution(outcome: .error)
            expected.id = "7"
            expected.exitCode = 1
            expected.standardOutput = "a\0"
            expected.standardError = "b"
            expected.standardOutputTruncated = true
            expected.value = "3"
            expected.exception = .init(type: "E", message: "m", traceback: "t")
            expected.display = [["text/plain": "x"]]
            expected.files = ["o": [0, 255]]
            expected.denied = ["socket"]
            expected.usage = .init(
                wall: .milliseconds(250), cpu: .seconds(1), queue: .milliseconds(500), peakMemoryBytes: 9)
            expected.worker = "w"
            #expect(execution == expected)
            #expect(execution.isScored)
        }
    }

    @Test("the server's doing is never scored")
    func scoredOutcomes() {
        let ours: Set<Outcome> = [.infraError, .overloaded, .sessionLost]
        for outcome in Outcome.allCases {
            #expect(Execution(outcome: outcome).isScored == !ours.contains(outcome))
        }
    }

    @Test(
        "a reply that is none of the route's is an error that says why",
        arguments: [
            ("", "Expecting value"), ("<html>", "Expecting value"), ("[]", "must be an object"),
            (#"{"outcome":"ok","stdout":"","stderr":""}"#, "id: is missing"),
            (#"{"id":"1","outcome":"fine","stdout":"","stderr":""}"#, "outcome: must be one of"),
            (#"{"id":"1","outcome":"ok","stdout":1,"stderr":""}"#, "stdout: must be a string"),
            (#"{"id":"1","outcome":"ok","stdout":"","stderr":"","exit_code":4294967296}"#, "exit_code: must be"),
            (#"{"id":"1","outcome":"ok","stdout":"","stderr":"","files":{"a":"?"}}"#, "files: must be"),
            (#"{"id":"1","outcome":"ok","stdout":"","stderr":"","usage":{}}"#, "usage: must be"),
            (
                #"{"id":"1","outcome":"ok","stdout":"","stderr":"","usage":{"wall_s":1e999,"cpu_s":0,"queue_s":0,"#
                    + #""peak_memory_bytes":0}}"#, "usage: must be"
            ),
        ])
    func malformed(body: String, message: String) async throws {
        try await ScriptedServer.with({ _, _ in .reply(200, headers: ["X-Request-ID: of-the-server"], body) }) {
            server in
            let client = try ClientFixture(server).client
            let error = await #expect(throws: ClientError.self) { try await client.execute(Program(code: "1")) }
            #expect(error?.code == .malformedReply)
            #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
            #expect(error?.requestID == "of-the-server")
            #expect(server.requests.count == 1)
        }
    }

    @Test("a batch is answered in order, and one result too few is an error")
    func batch() async throws {
        let results = ["a", "b"].map { Replies.execution(printing: $0) }.joined(separator: ",")
        try await ScriptedServer.with({ _, _ in .reply(200, #"{"results":[\#(results)]}"#) }) { server in
            let client = try ClientFixture(server).client
            let programs = [Program(code: "1"), Program(code: "2")]
            #expect(try await client.execute(programs).map(\.standardOutput) == ["a", "b"])
            let items = try JSONParser.parse(Array(try #require(server.requests.first).body.utf8))["items"]?.array
            #expect(items?.compactMap { $0["code"]?.string } == ["1", "2"])
            #expect(Set(items?.compactMap { $0["idempotency_key"]?.string } ?? []).count == 2)
            let error = await #expect(throws: ClientError.self) { try await client.execute(programs + programs) }
            #expect(error?.code == .malformedReply)
            #expect(error?.message == "results: must be a list of 4, not of 2")
        }
    }

    @Test("a submission is sent and its reward read")
    func score() async throws {
        try await ScriptedServer.with({ _, _ in .reply(200, Replies.score) }) { server in
            let client = try ClientFixture(server).client
            var run = Execution(outcome: .ok)
            run.standardOutput = "42\n"
            let submission = Submission(
                .turns([.init(.user, "q"), .init(.assistant, "a", runs: [.init(run)])]), groundTruth: ["42"],
                dataSource: "openai/gsm8k", question: "q", mode: "standard", reward: "step", explains: true,
                options: JSONObject([("slice", true)]))
            let reward = try await client.score(submission)
            let expected = Reward(
                score: 0.75, isCorrect: true, extracted: "42",
                parts: .init(logic: 1, calculation: 0.5, conclusion: 0.5), turnRewards: [0.25, 0.5],
                errorClasses: ["calculation"], warnings: ["w"])
            #expect(reward == expected)
            #expect(reward.isScored)
            let body: JSONValue = [
                "turns": [
                    ["role": "user", "content": "q"],
                    [
                        "role": "assistant", "content": "a",
                        "tool": [["outcome": "ok", "stdout": "42\n", "value": nil]],
                    ],
                ],
                "ground_truth": ["42"], "data_source": "openai/gsm8k", "question": "q", "mode": "standard",
                "reward": "step", "explain": true, "slice": true,
            ]
            #expect(try JSONParser.parse(Array(try #require(server.requests.first).body.utf8)) == body)
        }
    }

    @Test("a reward that is null is none, and never 0; one that is missing is an error")
    func unscored() async throws {
        let script: ScriptedServer.Script = { _, count in .reply(200, count == 0 ? #"{"score":null}"# : "{}") }
        try await ScriptedServer.with(script) { server in
            let client = try ClientFixture(server).client
            let submission = Submission(.solution("1"), groundTruth: ["1"])
            let reward = try await client.score(submission)
            #expect(reward.score == nil)
            #expect(!reward.isScored)
            let error = await #expect(throws: ClientError.self) { try await client.score(submission) }
            #expect(error?.message == "score: is missing")
        }
    }

    @Test("a server that starts up is not ready, which is no error")
    func health() async throws {
        let script: ScriptedServer.Script = { _, count in
            count == 0
                ? .reply(503, #"{"status":"starting","ready":false,"reason":"r","version":"1"}"#)
                : .reply(200, #"{"status":"ok","ready":true,"version":"1"}"#)
        }
        try await ScriptedServer.with(script) { server in
            let client = try ClientFixture(server).client
            #expect(try await client.health() == Health(isReady: false, reason: "r", version: "1"))
            #expect(try await client.health() == Health(isReady: true, version: "1"))
            #expect(server.requests.map(\.method) == ["GET", "GET"])
            #expect(server.requests.allSatisfy { $0.body.isEmpty && $0.headers["content-type"] == nil })
        }
    }
}
