import AssayRollouts
import AssayTools
import Foundation
import Testing

@testable import AssayTraining

/// `data.max_prompt_length`, and what becomes of what is longer.
@Suite("Long prompts")
struct PromptFitTests {
    private static let prompts = [5, 60, 10].map { count in
        RolloutPrompt(
            messages: [Message(.user, String(repeating: "number ", count: count))], groundTruth: ["7"], question: "")
    }

    private func fit(leavesOut: Bool = false, cut: PromptCut? = nil, longest: Int = 120) throws -> PromptFit {
        PromptFit(codec: try ToyTask.codec(), tools: [], longest: longest, leavesOut: leavesOut, cut: cut)
    }

    @Test("are refused, left out, or kept to be cut")
    func fitting() throws {
        let error = #expect(throws: TrainingError.self) {
            _ = try self.fit().fitting(Self.prompts, of: "a.jsonl")
        }
        #expect(error?.stage == "a.jsonl" && error?.message.hasPrefix("prompt 2 has ") == true)
        #expect(error?.message.contains("data.filter_overlong_prompts=true") == true)
        let left = try self.fit(leavesOut: true).fitting(Self.prompts, of: "a.jsonl")
        #expect(left.map(\.messages) == [Self.prompts[0], Self.prompts[2]].map(\.messages))
        #expect(try self.fit(cut: .left).fitting(Self.prompts, of: "a.jsonl").count == 3)
        #expect(throws: TrainingError.self) { try self.fit(leavesOut: true, longest: 3).fitting(Self.prompts, of: "") }
    }

    @Test("lose their beginning, end or middle")
    func cutting() {
        let ids: [Int32] = [1, 2, 3, 4, 5, 6, 7]
        #expect(PromptCut.left.cut(ids, to: 3) == [5, 6, 7])
        #expect(PromptCut.right.cut(ids, to: 3) == [1, 2, 3])
        #expect(PromptCut.middle.cut(ids, to: 3) == [1, 6, 7])
        #expect(PromptCut.middle.cut(ids, to: 7) == ids)
    }

    @Test("are played as they were cut")
    func playing() async throws {
        let codec = try ToyTask.codec()
        var settings = try ToyTask.settings().rollout
        settings.limits.maximumPromptTokens = 20
        let policy = EmbeddedPolicy(try ToyTask.model(codec), codec: codec)
        let whole = try await Rollout(policy: policy, settings: settings).play(
            Self.prompts[1], identity: SampleIdentity(prompt: 0))
        #expect(whole.stopReason == .promptLength)
        settings.limits.promptCut = .left
        let cut = try await Rollout(policy: policy, settings: settings).play(
            Self.prompts[1], identity: SampleIdentity(prompt: 0))
        let ids = codec.encode(Self.prompts[1].messages[...])
        #expect(cut.tokens?.prompt == Array(ids.suffix(20)) && cut.tokens?.response.isEmpty == false)
    }

    @Test("of a file are left out before its rows are counted for the number of steps")
    func files() throws {
        let folder = try ScratchFolder()
        let rows = [5, 300, 10].map { count in
            "{\"question\": \"\(String(repeating: "number ", count: count))\", \"answer\": \"#### 7\"}\n"
        }
        try Data(rows.joined().utf8).write(to: URL(filePath: folder.file("a.jsonl")))
        let overrides = [
            "data.train_files=\(folder.file("a.jsonl"))", "data.train_batch_size=1", "trainer.total_epochs=3",
            "data.max_prompt_length=250",
        ]
        func plan(_ setting: String...) throws -> TrainingPlan {
            try TrainingPlan(
                try TrainingConfiguration(yaml: "", file: "", overrides: overrides + setting), tools: .none)
        }
        #expect(throws: TrainingError.self) { try plan() }
        #expect(try plan("data.filter_overlong_prompts=true").stepCount == 6)
        let cut = try plan("data.truncation=middle")
        #expect(cut.stepCount == 9 && cut.policy.rollout.limits.promptCut == .middle)
    }
}
