import Foundation
import Testing

@testable import AssayTraining

@Suite("A diagnosis")
struct DiagnosisTests {
    private static let start = Date(timeIntervalSince1970: 1_700_000_000)

    /// A run as it should be: rewards rise, tools work, the policy stays near its reference.
    private static func healthy(_ step: Int) -> [String: Double] {
        let progress = min(1, Double(step) / 20)
        return [
            "critic/score/mean": 0.33 + 0.5 * progress, "rollout/tool_call_rate": 0.5 + 0.5 * progress,
            "rollout/tool_error_ratio": 0.02, "actor/kl_loss": 0.03 * progress, "actor/ppo_kl": 0.0004,
            "actor/entropy": 0.3 - 0.2 * progress, "group/uniform_ratio": 0.2 + 0.3 * progress,
            "response/aborted_ratio": 0, "response_length/clip_ratio": 0.01, "actor/lr": 2e-4,
            "timing_s/step": 3, "timing_s/gen": 0.8, "timing_s/tools": 0.2, "timing_s/ref": 0.4,
            "timing_s/update_actor": 1.5,
        ]
    }

    private static func lines(
        _ count: Int = 60, _ change: (Int, inout [String: Double]) -> Void = { _, _ in }
    ) -> [MetricsLine] {
        (1...count).map { step in
            var values = self.healthy(step)
            change(step, &values)
            return MetricsLine(.policy, step: step, time: self.start + Double(3 * step), values)
        }
    }

    private static func diagnosis(_ lines: [MetricsLine], after seconds: Double = 181) -> Diagnosis {
        Diagnosis(lines, toolErrorLog: "run/logs/verl_tool_errors.log", now: self.start + seconds)
    }

    private static func finding(_ check: RunCheck, _ lines: [MetricsLine]) throws -> RunFinding {
        try #require(self.diagnosis(lines).findings.first { $0.check == check })
    }

    @Test("finds nothing wrong with a run that goes well")
    func health() async {
        let findings = await Self.diagnosis(Self.lines()).findings {
            Issue.record("there is no reason to ask the sandbox")
            return nil
        }
        #expect(findings.allSatisfy { $0.status == .ok }, "\(findings)")
        #expect(Set(findings.map(\.check)) == Set(RunCheck.allCases).subtracting([.sandbox]))
    }

    @Test("of low rewards with failing tools names the error log, and asks the sandbox")
    func failingTools() async throws {
        let lines = Self.lines { step, values in
            values["critic/score/mean"] = 0.2
            values["rollout/tool_error_ratio"] = 0.9
        }
        let broken = SandboxProbe.faulty(where: "http://127.0.0.1:8080", reason: "connection refused")
        let findings = await Self.diagnosis(lines).findings { broken }
        let tools = try #require(findings.first { $0.check == .tools })
        #expect(tools.status == .fault)
        #expect(tools.detail.contains("90.0 % of tool calls fail"))
        #expect(tools.remedy?.contains("run/logs/verl_tool_errors.log") == true)
        let reward = try #require(findings.first { $0.check == .reward })
        #expect(reward.status == .warning && reward.detail.contains("below 0.5 for 60 steps, while tool calls fail"))
        let sandbox = try #require(findings.first { $0.check == .sandbox })
        #expect(sandbox.status == .fault && sandbox.detail.contains("connection refused"))
        let working = await Self.diagnosis(lines).findings { .healthy(where: "the sandbox", seconds: 0.0123) }
        #expect(working.contains { $0.check == .sandbox && $0.status == .ok && $0.detail.contains("12 ms") })
    }

    @Test("of low rewards says for how long, and that it may be early")
    func lowRewards() throws {
        let low = Self.lines { _, values in values["critic/score/mean"] = 0.3 }
        let finding = try Self.finding(.reward, low)
        #expect(finding.status == .warning && finding.remedy?.contains("SFT checkpoint") == true)
        #expect(try Self.finding(.reward, Array(low.prefix(19))).status == .note)
        #expect(try Self.finding(.reward, Array(low.prefix(20))).status == .warning)
        let unused = Self.lines { _, values in
            values["critic/score/mean"] = 0.3
            values["rollout/tool_call_rate"] = 0.01
        }
        #expect(try Self.finding(.tools, unused).status == .warning)
        // Rewards that are slow to rise are no fault once they have risen.
        let late = Self.lines(200) { step, values in values["critic/score/mean"] = step < 100 ? 0.3 : 0.9 }
        #expect(try Self.finding(.reward, late).status == .ok)
    }

    @Test("of a divergence names the learning rate and the SFT checkpoint")
    func divergence() throws {
        let lines = Self.lines { step, values in
            values["actor/kl_loss"] = 0.01 * Double(step)
            values["critic/score/mean"] = 0.6
        }
        let finding = try Self.finding(.divergence, lines)
        #expect(finding.status == .warning && finding.detail.contains("above 0.05"))
        #expect(
            finding.remedy == "lower algorithm.lr from 0.0002 to a tenth (1e-6 is usual for a large model), or start "
                + "from an SFT checkpoint (actor_rollout_ref.model.path)")
        let large = Self.lines { _, values in
            values["actor/kl_loss"] = 0.2
            values["critic/score/mean"] = 0.6
            values["actor/lr"] = 5e-6
        }
        #expect(try Self.finding(.divergence, large).remedy?.contains("from 5e-06 to 1e-6") == true)
        let earned = Self.lines { _, values in values["actor/kl_loss"] = 0.08 }
        #expect(try Self.finding(.divergence, earned).status == .note)
        // Without a reference, what one step changes is looked at.
        let alone = Self.lines { _, values in
            values["actor/kl_loss"] = nil
            values["actor/ppo_kl"] = 0.07
            values["critic/score/mean"] = 0.6
        }
        #expect(try Self.finding(.divergence, alone).detail.contains("actor/ppo_kl is 0.07"))
    }

    @Test("of a collapse says what the reward was")
    func collapse() throws {
        let lines = Self.lines { step, values in if step > 30 { values["critic/score/mean"] = 0 } }
        let finding = try Self.finding(.reward, lines)
        #expect(finding.status == .fault && finding.detail.contains("has collapsed"))
        #expect(finding.remedy?.contains("checkpoint") == true)
    }

    @Test("of groups without a difference says whether they are right or wrong")
    func groups() throws {
        let wrong = Self.lines { _, values in
            values["group/uniform_ratio"] = 1
            values["critic/score/mean"] = 0
        }
        #expect(try Self.finding(.groups, wrong).status == .fault)
        let right = Self.lines { _, values in
            values["group/uniform_ratio"] = 0.97
            values["critic/score/mean"] = 0.99
        }
        let finding = try Self.finding(.groups, right)
        #expect(finding.status == .note && finding.detail.contains("mostly all right"))
    }

    @Test("of an entropy that is gone before the policy is good says so")
    func entropy() throws {
        let gone = Self.lines { step, values in
            values["actor/entropy"] = step < 10 ? 0.3 : 0.001
            values["critic/score/mean"] = 0.6
        }
        #expect(try Self.finding(.entropy, gone).status == .warning)
        let settled = Self.lines { step, values in values["actor/entropy"] = step < 10 ? 0.3 : 0.001 }
        #expect(try Self.finding(.entropy, settled).status == .ok)
    }

    @Test("of masked rollouts asks the sandbox, and of cut responses names their limit")
    func maskedAndCut() async throws {
        let masked = Self.lines { _, values in values["response/aborted_ratio"] = 0.3 }
        let findings = await Self.diagnosis(masked).findings { .healthy(where: "the sandbox", seconds: 0.01) }
        #expect(findings.contains { $0.check == .masked && $0.status == .warning })
        #expect(findings.contains { $0.check == .sandbox })
        let cut = Self.lines { _, values in values["response_length/clip_ratio"] = 0.5 }
        #expect(try Self.finding(.length, cut).remedy == "raise data.max_response_length")
    }

    @Test(
        "tells where time goes",
        arguments: [
            ("timing_s/gen", TimeSplit.Part.generation, RunFinding.Status.ok, "generation is"),
            ("timing_s/tools", .tools, .warning, "tools are"), ("timing_s/data", .data, .warning, "data loading is"),
            ("timing_s/update_actor", .update, .ok, "update is"), ("timing_s/ref", .judging, .ok, "judging"),
        ])
    func time(name: String, part: TimeSplit.Part, status: RunFinding.Status, words: String) throws {
        let lines = Self.lines { _, values in
            values["timing_s/step"] = 30
            values[name] = 20
        }
        let split = try #require(Self.diagnosis(lines).timeSplit)
        #expect(split.bottleneck == part)
        #expect(abs(TimeSplit.Part.allCases.reduce(0) { $0 + split.share(of: $1) } - 1) < 1e-9)
        #expect(abs(split.secondsPerStep - 30) < 1e-9)
        let finding = try Self.finding(.time, lines)
        #expect(finding.status == status && finding.detail.contains(words), "\(finding)")
    }

    @Test("tells a run that is done from one that goes on and one that stands still")
    func progress() throws {
        let lines = Self.lines()
        func progress(_ lines: [MetricsLine], after seconds: Double) -> RunFinding? {
            Self.diagnosis(lines, after: seconds).findings.first { $0.check == .progress }
        }
        #expect(progress(lines, after: 185)?.detail == "60 steps, the last one 5.0 s ago")
        #expect(progress(lines, after: 100_000)?.status == .note)
        let tested = lines + [MetricsLine(.test, step: 60, time: Self.start + 190, [:])]
        #expect(progress(tested, after: 100_000)?.status == .ok)
        #expect(progress([], after: 0)?.status == .fault)
        let demonstrations = (1...5).map {
            MetricsLine(.supervised, step: $0, time: Self.start, ["train/loss": 2 / Double($0)])
        }
        #expect(progress(demonstrations, after: 0)?.detail.contains("from 2.000 to 0.400") == true)
    }
}
