import AssayClient
import AssayJSON
import AssayScoring
import AssayTools
import Testing

@testable import AssayRollouts

/// A run over a server's model and the real worker.
@Suite("Live runs", .serialized)
struct LiveRunTests {
    @Test("two prompts of GSM8K's form, a call each, through the model's server and the tool server")
    func run() async throws {
        let stub = StubModel { request, _ in
            let last = request["messages"]?.array?.last
            let isAnswer = last?["role"] == "tool"
            let text = isAnswer ? "#### \(last?["content"]?.string ?? "")" : Fixture.call
            let message: JSONValue = ["role": "assistant", "content": .string(text)]
            let completion: JSONValue = ["choices": [["message": message, "finish_reason": "stop"]]]
            return .init(body: completion.text)
        }
        try await LogTests.withFolder { folder in
            let summary = try await LiveServer.with { client in
                try await stub.serve { url in
                    let server = try ModelServer(url: "\(url)/v1/", http: try HTTPClient())
                    // The stub has no such route: a server need not tell.
                    #expect(try await server.models() == [])
                    let settings = RolloutSettings(tools: try ToolConfiguration.standardToolbox(client))
                    let policy = OpenAIPolicy(endpoint: server.endpoint, settings: .init(model: "qwen"))
                    let run = RolloutRun(
                        rollout: Rollout(policy: policy, settings: settings), reward: RewardFunction(),
                        directory: folder)
                    let rows = [6, 7].map { truth in
                        RolloutPrompt(messages: [Message(.user, "?")], groundTruth: ["\(truth)"])
                    }
                    return try await run.run(rows.enumerated().map { ($0, $1) })
                }
            }
            #expect((summary.scored, summary.correct, summary.report.calls) == (2, 1, 2))
            let played = try TrajectoryLog.read(step: 0, in: folder)
            #expect(played.isComplete)
            #expect(played.trajectories.map { $0.calls.map(\.observation) } == [["6"], ["6"]])
            #expect(played.trajectories.allSatisfy { $0.calls.allSatisfy { $0.executionID != nil } })
        }
    }

    @Test("a model's server that is not there is told at once")
    func unreachable() async throws {
        let server = try ModelServer(url: "http://127.0.0.1:1", http: try HTTPClient())
        let error = await #expect(throws: RolloutError.self) { try await server.models() }
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("127.0.0.1:1") == true)
    }
}
