import AssayAnswers
import AssayJSON
import AssayRewards
import Testing

@testable import AssayRollouts

@Suite("Summaries and comparisons of runs")
struct RolloutComparisonTests {
    /// A rollout of each prompt and sample, right where `isRight` says so.
    private static func summary(
        prompts: Int, samples: Int, of data: String = "", _ isRight: (Int, Int) -> Bool
    ) -> RolloutSummary {
        var summary = RolloutSummary()
        for prompt in 0..<prompts {
            for sample in 0..<samples {
                var trajectory = Trajectory(
                    identity: SampleIdentity(prompt: prompt, sample: sample),
                    prompt: RolloutPrompt(messages: [Message(.user, "\(data)\(prompt)")], groundTruth: ["1"]),
                    turns: [Turn(text: "", tokenCount: 10)], stopReason: .completed, duration: .seconds(2))
                let right = isRight(prompt, sample)
                trajectory.reward = TrajectoryReward(
                    score: right ? 1 : 0, isCorrect: right, extracted: right ? "1" : "\(sample)0",
                    classes: right ? [] : [.wrongAnswer])
                summary.add(trajectory)
            }
        }
        return summary
    }

    @Test("the samples of a prompt are a cluster, and vote")
    func samples() throws {
        let summary = Self.summary(prompts: 10, samples: 4) { prompt, sample in prompt < 5 || prompt < 7 && sample == 3
        }
        #expect((summary.scored, summary.correct) == (40, 22))
        let text = summary.text
        #expect(text.contains("best@4     70.0 % of 10 prompts have a right rollout"))
        #expect(text.contains("maj@4      50.0 % of 10 prompts have a right majority"))
        #expect(text.contains("tokens     10 on average") && text.contains("time       2.00 s on average"))
        #expect(text.contains("wrong_answer        18   45.0 %"))
        let json = summary.json
        #expect(json["best@4"]?["right"] == 7 && json["maj@4"]?["prompts"] == 10)
        #expect(json["validation"]?["acc"]?["mean@4"]?.double == 0.55)
        // As wide as ten trials have it, and not as narrow as forty.
        let interval = json["accuracy_interval_95"]?.array?.compactMap(\.double) ?? [0, 0]
        #expect(interval[1] - interval[0] > 0.4)
    }

    @Test("one sample of each prompt has no best and no majority")
    func single() {
        let summary = Self.summary(prompts: 4, samples: 1) { prompt, _ in prompt < 3 }
        #expect(!summary.text.contains("best@") && summary.json["best@1"] == nil)
        #expect(summary.json["validation"]?["acc"] == ["mean@1": .number(0.75)])
        #expect(RolloutSummary().text.contains("accuracy   –"))
    }

    @Test("before and after, prompt by prompt")
    func comparison() throws {
        let before = Self.summary(prompts: 20, samples: 1) { prompt, _ in prompt < 10 }
        let after = Self.summary(prompts: 20, samples: 1) { prompt, _ in prompt < 15 }
        let comparison = RolloutComparison(before: before, after: after)
        let rows = comparison.text.split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        #expect(rows.contains("accuracy 50.0 % 75.0 % +25.0 +50.0 %"))
        #expect(rows.contains("wrong_answer 50.0 % 25.0 % −25.0 −50.0 %"))
        #expect(rows.contains("tool calls 0.0 % 0.0 % 0.0 –"))
        #expect(rows.contains("reward 0.500 0.750"))
        let difference = try #require(comparison.difference)
        #expect(difference.count == 20 && abs(difference.mean - 0.25) < 1e-12 && difference.lower > 0)
        #expect(comparison.text.contains("difference: +25.0 points, within +"))
        #expect(comparison.json["changes"]?["accuracy"]?["after"]?.double == 0.75)
    }

    @Test("other prompts are not compared one by one")
    func others() {
        let before = Self.summary(prompts: 5, samples: 2) { _, _ in true }
        let after = Self.summary(prompts: 5, samples: 2, of: "other ") { _, sample in sample == 0 }
        let comparison = RolloutComparison(before: before, after: after)
        #expect(comparison.difference == nil && !comparison.text.contains("difference"))
        #expect(comparison.text.contains("best@2") && comparison.text.contains("maj@2"))
    }
}
