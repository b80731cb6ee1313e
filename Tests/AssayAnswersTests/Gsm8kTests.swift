import AssayJSON
import Testing

@testable import AssayAnswers

@Suite("GSM8K as rows for verl")
struct Gsm8kTests {
    @Test("a row has verl's fields, and the seed's")
    func row() throws {
        let answer = "Half of 2,144 is 2144/2 = <<2144/2=1072>>1072.\n#### 1,072"
        let line: JSONValue = ["question": "What is half of 2,144?", "answer": .string(answer)]
        let row = try Gsm8kRow(line).verl.json(split: "test", index: 3, systemMessage: "Think.", instruction: "Go.")
        let expected: JSONValue = [
            "data_source": "openai/gsm8k",
            "prompt": [
                ["role": "system", "content": "Think."], ["role": "user", "content": "What is half of 2,144? Go."],
            ],
            "ability": "math", "reward_model": ["style": "rule", "ground_truth": "1072"],
            "extra_info": [
                "split": "test", "index": 3, "answer": .string(answer), "question": "What is half of 2,144?",
                "ground_truth": "1072", "full_solution": .string(answer),
            ],
        ]
        #expect(row.text == expected.text)
    }

    @Test("rows whose own answer would not be scored as right are told and left out")
    func leftOut() throws {
        let folder = try ScratchFolder()
        let lines = [
            "{\"question\":\"q\",\"answer\":\"#### 5\"}", "{\"question\":\"q\",\"answer\":\"5\"}", "",
            "{\"answer\":\"#### 5\"}", "{\"question\":\"q\",\"answer\":\"#### five\"}", "{",
            "{\"question\":\"q\",\"answer\":\"#### 6\"}",
        ]
        let raw = try folder.write("raw", lines.joined(separator: "\n"))
        var told: [Int] = []
        let (rows, leftOut) = try Gsm8kConversion(split: "train").run(from: raw, to: folder.file("out.jsonl.gz")) {
            told.append($0)
            _ = $1
        }
        #expect(rows == 2 && leftOut == 4 && told == [2, 4, 5, 6])
        let written = try folder.unpacked("out.jsonl.gz").split(separator: 0x0A).map { try JSONParser.parse(Array($0)) }
        #expect(written.map { $0["extra_info"]?["index"]?.integer } == [0, 1])
        #expect(
            written.map { $0["prompt"]?.array?.first?["content"]?.string } == [
                Gsm8kRow.systemMessage, Gsm8kRow.systemMessage,
            ])
    }

    @Test(
        "every published problem becomes a row",
        .enabled(if: SharedData.isThere, "needs ../shared beside the repository"),
        arguments: [("train", 7473), ("test", 1319)])
    func published(split: String, count: Int) throws {
        let folder = try ScratchFolder()
        let (rows, leftOut) = try Gsm8kConversion(split: split).run(
            from: SharedData.path("gsm8k/\(split).jsonl"), to: folder.file("out")
        ) { Issue.record("\($0): \($1)") }
        #expect(rows == count && leftOut == 0)
    }
}
