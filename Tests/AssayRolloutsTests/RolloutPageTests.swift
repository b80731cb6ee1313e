import AssayClient
import AssayJSON
import AssayOutcome
import Foundation
import Testing

@testable import AssayRollouts

@Suite("The page about rollouts")
struct RolloutPageTests {
    private static let hostile = "</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u{600}<b>\u{202E}"

    /// Everything that a model, a prompt or a server may write is hostile.
    private static var trajectory: Trajectory {
        var trajectory = LogTests.trajectory
        trajectory.prompt.messages = [Message(.user, Self.hostile)]
        trajectory.prompt.groundTruth = [Self.hostile]
        trajectory.failure = Self.hostile
        trajectory.reward?.extracted = Self.hostile
        trajectory.turns[0].text = Self.hostile
        trajectory.turns[0].content = Self.hostile
        trajectory.turns[0].pieces = [.init(text: Self.hostile, logProbability: -1)]
        trajectory.turns[0].calls = [
            CallRecord(
                call: ToolCall(name: Self.hostile, arguments: ToolArguments([(Self.hostile, .string(Self.hostile))])),
                observation: Self.hostile, output: Self.hostile + "more", outcome: .error, reward: nil,
                metrics: JSONObject(), code: nil, standardError: Self.hostile, executionID: nil, duration: .zero)
        ]
        trajectory.turns[1].reply?.text = Self.hostile
        return trajectory
    }

    @Test("hostile texts are data, and become no element")
    func hostile() throws {
        var page = RolloutPage(title: Self.hostile, trajectories: [Self.trajectory])
        page.facts = [(Self.hostile, Self.hostile)]
        let html = try page.html()
        #expect(html.components(separatedBy: "<script").count == 3)
        #expect(html.components(separatedBy: "</script").count == 3)
        #expect(!html.contains("<img") && !html.contains("<!--") && !html.contains("{{"))
        let data = try #require(html.split(separator: #"id="data">"#).last?.split(separator: "</script>").first)
        let value = try JSONParser.parse(Array(data.utf8))
        #expect(value["prompts"]?.array?.first?.array?.first?["text"] == .string(Self.hostile))
        #expect(value["rollouts"]?.array?.first?["turns"]?.array?.first?["text"] == .string(Self.hostile))
    }

    @Test("a prompt is there once, and another one of the same number beside it")
    func prompts() throws {
        var other = Self.trajectory
        other.prompt.messages = [Message(.user, "Another.")]
        let cards = RolloutCards([Self.trajectory, Self.trajectory, other]).json
        #expect(cards["prompts"]?.array?.count == 2)
        #expect(cards["rollouts"]?.array?.compactMap { $0["from"]?.integer } == [0, 0, 1])
    }

    @Test("a card has what a person looks at")
    func card() throws {
        let cards = RolloutCards([LogTests.trajectory]).json
        let card = try #require(cards["rollouts"]?.array?.first)
        #expect(card["id"] == "11.2" && card["score"] == .number(0.1 + 0.2) && card["correct"] == true)
        #expect(card["classes"] == ["tool", "logic_jump"] && card["found"]?["parse_failure"] == 1)
        let turn = try #require(card["turns"]?.array?.first)
        #expect(turn["pieces"]?.array?.count == 2 && turn["dropped"] == 2 && turn["reward"]?.double == 0.1)
        let call = try #require(turn["calls"]?.array?.first)
        #expect(call["passed"] == "1/0" && call["outcome"] == "error" && call["stderr"] == "Traceback\n\u{1}é")
        #expect(call["output"] == nil)
    }

    @Test("no rollout, no fault")
    func empty() throws {
        let html = try RolloutPage(title: "none", trajectories: []).html()
        #expect(html.contains("0 of 0 right"))
    }

    @Test("the overview counts what its links lead to")
    func overview() throws {
        let html = try RolloutPage(title: "one", trajectories: [LogTests.trajectory]).html()
        for link in ["class=tool", "outcome=error", "stop=interaction_done", "turns=2", "found=parse_failure"] {
            #expect(html.contains("href=\"#\(link)\""), "\(link)")
        }
        #expect(html.contains("href=\"#from=0.3&amp;below=0.4\""))
        #expect(!html.contains("href=\"#class=format\""))
    }
}
