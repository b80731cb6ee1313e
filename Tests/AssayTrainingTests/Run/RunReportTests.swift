import AssayJSON
import AssayOutcome
import AssayRewards
import AssayRollouts
import Foundation
import Testing

@testable import AssayTraining

@Suite("A run's page")
struct RunReportTests {
    private let folder: ScratchFolder
    private let directory: RunDirectory

    init() throws {
        self.folder = try ScratchFolder()
        self.directory = RunDirectory(self.folder.file("run <1>"))
    }

    /// Thirty steps, tested before and after on two sets of problems.
    private func writeRun() async throws {
        let yaml = "algorithm: {adv_estimator: grpo}\ndata: {train_batch_size: 32}\n"
        try self.directory.begin(TrainingConfiguration(yaml: yaml, file: ""), file: yaml)
        let log = try RunLog(self.directory)
        for step in 1...5 {
            try await log.observe(.imitated(step: step, metrics: ["train/loss": 2 / Double(step), "timing_s/step": 1]))
        }
        try await self.test(0, log, rights: 2)
        for step in 1...30 {
            let metrics = [
                "critic/score/mean": 0.3 + 0.02 * Double(step), "actor/pg_loss": 0.1,
                "actor/kl_loss": 0.001 * Double(step),
                "rollout/tool_call_rate": 0.5, "rollout/tool_error_ratio": 0.01, "timing_s/step": 2,
                "timing_s/gen": 1, "timing_s/update_actor": 0.5,
            ]
            try await log.observe(.learned(step: step, .init(metrics: metrics, trajectories: [])))
        }
        try await self.test(30, log, rights: 8)
    }

    private func test(_ step: Int, _ log: RunLog, rights: Int) async throws {
        for split in ["templates", "numbers"] {
            let trajectories = (0..<10).map { self.trajectory($0, isRight: $0 < rights) }
            var result = EvaluationResult(split: split, temperature: 0)
            for trajectory in trajectories { result.add(trajectory) }
            try await log.observe(.tested(step: step, result, trajectories))
        }
    }

    private func trajectory(_ index: Int, isRight: Bool) -> Trajectory {
        var turn = Turn(text: "call", content: "")
        turn.calls = [
            CallRecord(
                call: ToolCall(name: "code_interpreter", arguments: ToolArguments([("code", "print(3<5)")])),
                observation: "True & so on", output: "", outcome: .ok, reward: nil, metrics: JSONObject(),
                code: "print(3<5)", standardError: "", executionID: nil, duration: .zero)
        ]
        return Trajectory(
            identity: SampleIdentity(step: -1, prompt: index),
            prompt: RolloutPrompt(
                messages: [Message(.user, "?")], groundTruth: ["8"], question: "Is <b>\(index)</b> it?"),
            turns: [turn, Turn(text: isRight ? "#### 8" : "#### 7")], stopReason: .completed,
            reward: TrajectoryReward(
                score: isRight ? 1 : 0, isCorrect: isRight, extracted: isRight ? "8" : "7",
                classes: isRight ? [] : [.calculation, .wrongAnswer]))
    }

    @Test("has the run's numbers, errors, problems and curves, and no text that is HTML")
    func contents() async throws {
        try await self.writeRun()
        try RunReport.write(self.directory)
        let html = String(decoding: try Data(contentsOf: URL(filePath: self.directory.report)), as: UTF8.self)
        #expect(html.contains("<h1>run &lt;1&gt;</h1>"))
        #expect(html.contains("<b>20.0 % → 80.0 %</b>"))
        #expect(html.contains("<dd>grpo</dd>") && html.contains("<dd>32</dd>"))
        // numbers before templates, as the splits are in order.
        let heads = try #require(html.range(of: #"<th class="number">numbers</th><th class="number">templates</th>"#))
        #expect(html[heads.upperBound...].contains("80.0 % → 20.0 %<small>−75.0 %</small>"))
        #expect(html.contains("+60.0"))
        #expect(html.contains("2.00 s a step, on average over 30"))
        #expect(html.contains("Is &lt;b&gt;2&lt;/b&gt; it?") && !html.contains("<b>2</b>"))
        #expect(html.contains("print(3&lt;5)") && html.contains("→ True &amp; so on"))
        #expect(html.components(separatedBy: "<figure").count - 1 == 6)
        #expect(html.components(separatedBy: #"class="course learned""#).count - 1 == 4)
        #expect(
            !html.contains("{{") && !html.contains("nan") && !html.contains("http://") && !html.contains("https://"))
    }

    @Test("is made of a run that has just begun, too")
    func beginning() async throws {
        try self.directory.begin(TrainingConfiguration(yaml: "", file: ""), file: "")
        var html = try RunReport(self.directory).html()
        #expect(html.contains("nothing was measured"))
        let log = try RunLog(self.directory)
        try await log.observe(.imitated(step: 1, metrics: ["train/loss": 2]))
        try await self.test(0, log, rights: 5)
        html = try RunReport(self.directory).html()
        #expect(html.contains("<b>50.0 %</b>") && !html.contains("→ –"))
    }

    @Test(
        "has axes that begin and end with a round number",
        arguments: [
            ([0, 1], [0, 0.5, 1], ["0.0", "0.5", "1.0"]), ([0, 0.083], [0, 0.05, 0.1], ["0.00", "0.05", "0.10"]),
            ([1, 60], [0, 20, 40, 60], ["0", "20", "40", "60"]), ([-0.3, 0.1], [-0.4, -0.2, 0, 0.2], nil),
            ([7, 7], [5, 7.5], ["5.0", "7.5"]),
        ] as [([Double], [Double], [String]?)])
    func axes(values: [Double], ticks: [Double], labels: [String]?) {
        let scale = ChartScale(values, ticks: 3)
        #expect(zip(scale.ticks, ticks).allSatisfy { abs($0 - $1) < 1e-9 } && scale.ticks.count == ticks.count)
        if let labels { #expect(scale.ticks.map { scale.label($0, isShare: false) } == labels) }
        #expect(values.allSatisfy { 0...1 ~= scale.place($0) })
    }
}
