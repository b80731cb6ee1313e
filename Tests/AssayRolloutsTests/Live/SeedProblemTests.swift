import AssayClient
import AssayJSON
import AssayOutcome
import AssayRewards
import AssayScoring
import AssayTools
import ScriptedPolicies
import Testing

@testable import AssayRollouts

/// The seed's two problems, turn by turn, through the tool server and the real worker.
@Suite("The seed's problems", .serialized)
struct SeedProblemTests {
    private func play(
        _ turns: [String], question: String, groundTruth: [String]
    ) async throws -> Trajectory {
        try await LiveServer.with { client in
            let settings = RolloutSettings(
                limits: .generous, tools: try ToolConfiguration.standardToolbox(client))
            let prompt = RolloutPrompt(
                messages: [Message(.user, question)], groundTruth: groundTruth, question: question)
            var trajectory = try await Rollout(
                policy: ScriptedPolicy(codec: ByteCodec(), turns: turns), settings: settings
            ).play(prompt, identity: SampleIdentity(prompt: 0))
            let reward = RewardFunction(ScoringDefaults(reward: .step))
            trajectory.reward = try reward.reward(of: trajectory)
            return trajectory
        }
    }

    @Test("the rectangle: the tool answers [6], the reward is 1")
    func rectangle() async throws {
        let trajectory = try await self.play(
            [
                "设宽为x cm,则长为(x+3) cm。周长公式:2×(长+宽)=30,即2×(x+x+3)=30。"
                    + GoldScript.call("x = symbols('x'); 2*(x + x + 3) - 30"),
                "解方程。" + GoldScript.call("x = symbols('x'); solve(2*(x + x + 3) - 30, x)"),
                "宽x=6,长=9,面积=6×9=54 cm²。\n#### 54",
            ],
            question: "一个长方形周长是30cm,长比宽多3cm,求面积", groundTruth: ["54"])
        #expect(trajectory.stopReason == .completed)
        #expect(trajectory.calls.map(\.observation) == ["4*x - 24", "[6]"])
        #expect(trajectory.calls.map(\.outcome) == [.ok, .ok])
        #expect(trajectory.calls.map(\.reward) == [1, 1])
        #expect(trajectory.calls.allSatisfy { $0.metrics["exec_status"] == "success" && $0.executionID != nil })
        let text = ByteCodec().decode(try #require(trajectory.tokens).response)
        #expect(text.contains("\n<start>tool\n[6]<end>\n<start>assistant\n宽x=6"))
        #expect(trajectory.reward?.score == 1)
        #expect(trajectory.reward?.parts == .init(logic: 1, calculation: 1, conclusion: 1))
        #expect(trajectory.reward?.turnRewards.reduce(0, +) == 1)
        #expect(trajectory.reward?.classes == [])
    }

    @Test("the library: the tool answers 120, both answers count")
    func library() async throws {
        let trajectory = try await self.play(
            [
                "Step 1: 设故事书数量为x,则科技书为x + 20。总书数:x + (x + 20) = 120\n"
                    + "Step 2: 解方程:2*x + 20 = 120 → 2*x = 100 → x = 50\n"
                    + "Step 3: 调用计算器验证"
                    + GoldScript.call("x = 50; tech_books = x + 20; total = x + tech_books; total"),
                "Final Answer: 故事书50本,科技书70本。",
            ],
            question: "图书馆有科技书和故事书共120本,科技书比故事书多20本,两种书各有多少本?",
            groundTruth: ["50", "70"])
        #expect(trajectory.calls.map(\.observation) == ["120"])
        #expect(trajectory.calls.map(\.metrics) == [JSONObject([("exec_status", "success")])])
        #expect(trajectory.stopReason == .completed)
        #expect(trajectory.reward?.isCorrect == true)
        #expect(trajectory.reward?.score == 1)
    }

    @Test("a program that fails says so to the policy, and earns its turn nothing")
    func failure() async throws {
        let trajectory = try await self.play(
            ["宽是" + GoldScript.call("1/0"), "面积=6×9=54\n#### 54"], question: "面积?", groundTruth: ["54"])
        #expect(trajectory.calls.map(\.observation) == ["Execution failed: ZeroDivisionError: division by zero"])
        #expect(trajectory.calls.map(\.reward) == [0])
        #expect(trajectory.reward?.turnRewards.first == 0)
        #expect(trajectory.reward?.classes.contains(.tool) == true)
        #expect(!trajectory.isMasked)
    }
}
