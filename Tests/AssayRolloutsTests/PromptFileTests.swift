import AssayAnswers
import AssayJSON
import AssayScoring
import Foundation
import Testing

@testable import AssayRollouts

@Suite("Prompts of a file")
struct PromptFileTests {
    private func row(_ text: String) throws -> RolloutPrompt {
        try RolloutPrompt(row: try JSONParser.parse(Array(text.utf8)))
    }

    @Test("a row of verl's form gives all that verl's rollouts use of it")
    func verlRow() throws {
        let prompt = try self.row(
            #"{"data_source": "openai/gsm8k", "prompt": [{"role": "system", "content": "Be brief."}, "#
                + #"{"role": "user", "content": "The area? Use tools."}], "ability": "math", "#
                + #""reward_model": {"style": "rule", "ground_truth": "54"}, "extra_info": {"index": 3, "#
                + #""question": "The area?", "tools_kwargs": {"calc_gsm8k_reward": {"create_kwargs": "#
                + #"{"ground_truth": "54"}}, "other": null}, "#
                + #""interaction_kwargs": {"name": "gsm8k", "query": "?"}}}"#)
        #expect(prompt.messages == [Message(.system, "Be brief."), Message(.user, "The area? Use tools.")])
        #expect(prompt.groundTruth == ["54"])
        #expect(prompt.question == "The area?")
        #expect(prompt.dataSource == "openai/gsm8k")
        #expect(prompt.toolArguments == ["calc_gsm8k_reward": JSONObject([("ground_truth", "54")])])
        #expect(prompt.interaction == .init(name: "gsm8k", arguments: JSONObject([("query", "?")])))
    }

    @Test("GSM8K as published is what assay data makes of it")
    func publishedProblem() throws {
        let problem = #"{"question": "How many?", "answer": "It is 1,000 + 2 = <<1000+2=1002>>1002\n#### 1,002"}"#
        let prompt = try self.row(problem)
        #expect(prompt.messages == [Message(.system, Gsm8kRow.systemMessage), Message(.user, "How many?")])
        #expect(prompt.groundTruth == ["1002"])
        let row = try Gsm8kRow(try JSONParser.parse(Array(problem.utf8)))
        let converted = row.verl.json(split: "test", index: 0, systemMessage: Gsm8kRow.systemMessage, instruction: nil)
        #expect(try RolloutPrompt(row: converted) == prompt)
    }

    @Test("several truths, numbers among them")
    func truths() throws {
        let prompt = try self.row(#"{"prompt": "How many?", "reward_model": {"ground_truth": [50, "70"]}}"#)
        #expect(prompt.groundTruth == ["50", "70"])
        #expect(prompt.messages == [Message(.user, "How many?")])
        #expect(prompt.question == "How many?")
    }

    @Test(
        "what is no prompt is told",
        arguments: [
            (#"{"prompt": "?"}"#, LineFault.Kind.noTruth), (#"{"prompt": [], "ground_truth": "1"}"#, .field),
            (#"{"prompt": [{"role": "robot", "content": ""}], "ground_truth": "1"}"#, .field),
            (#"{"prompt": "?", "ground_truth": {"a": 1}}"#, .truth), (#"{"prompt": "?", "ground_truth": []}"#, .truth),
            (#"{"question": "?", "answer": "1"}"#, .noTruth), (#"{"answer": "1: #### 1"}"#, .field),
        ])
    func faults(row: String, kind: LineFault.Kind) throws {
        let error = #expect(throws: LineFault.self) { try self.row(row) }
        #expect(error?.kind == kind)
    }

    @Test("places are those of the lines; what cannot be scored is left out before it is played")
    func file() async throws {
        try await LogTests.withFolder { folder in
            let lines = [
                #"{"prompt": "a", "ground_truth": "1"}"#, "{", "", #"{"prompt": "b", "ground_truth": "many"}"#,
                #"{"prompt": "c", "ground_truth": "3"}"#, #"{"prompt": "d", "ground_truth": "4"}"#,
            ]
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = "\(folder)/prompts.jsonl"
            try lines.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
            var told: [Int] = []
            let file = PromptFile(path: path)
            let rows = try file.read(for: RewardFunction()) { number, _ in told.append(number) }
            #expect(rows.map(\.index) == [0, 4, 5])
            #expect(rows.map(\.prompt.groundTruth) == [["1"], ["3"], ["4"]])
            #expect(told == [2, 4])
            let two = try file.read(for: RewardFunction(), limit: 2) { _, _ in }
            #expect(two.map(\.index) == [0, 4])
        }
    }
}
