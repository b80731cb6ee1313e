import AssayJSON
import AssayOutcome
import AssayRewards
import AssayScoring
import Testing

@testable import AssayAnswers

@Suite("Scoring answer files")
struct AnswerRunTests {
    @Test("each answer gets a line, in order, as /v1/score answers it")
    func lines() async throws {
        var fixture = try RunFixture()
        fixture.fields.id = FieldPath("id")
        try fixture.folder.write("answers", RunFixture.answers(30))
        let result = try await fixture.run("answers", out: "out").run()
        let lines = try fixture.lines("out")
        #expect(lines.map { $0["line"]?.integer } == (1...30).filter { $0 % 10 != 0 })
        #expect(lines.allSatisfy { $0["id"]?.string == "a\($0["line"]?.integer ?? 0)" })
        #expect(lines[2]["score"]?.double == 0 && lines[2]["correct"] == false && lines[2]["extracted"] == "4")
        #expect(lines[2]["classes"]?.array?.contains("wrong_answer") == true)
        #expect(lines[3]["score"]?.double == 1 && lines[3]["turn_rewards"]?.array?.count == 1)
        #expect(result.tally.scored == 27 && result.tally.correct == 18 && result.tally.count(.json) == 3)
        #expect(result.tally.count(.wrongAnswer) == 9)
        #expect(!fixture.folder.has("out.resume"))
    }

    @Test("the same bytes whatever the number of threads, packed or not", arguments: ["out", "out.gz"])
    func threads(out: String) async throws {
        let fixture = try RunFixture()
        // The first batch takes longer than many that follow: they must wait for it, and be neither lost nor too many.
        let slow = (0..<256).map { _ in
            "{\"response\":\"\(String(repeating: "1 + 1 = 2. ", count: 300))#### 7\",\"ground_truth\":\"7\"}\n"
        }
        try fixture.folder.write("answers", Array(slow.joined().utf8) + RunFixture.answers(5_000))
        var bytes: [[UInt8]] = []
        var tallies: [Tally] = []
        for threads in [1, 2, 5] {
            var run = fixture.run("answers", out: out)
            run.threads = threads
            run.overwrites = true
            tallies.append(try await run.run().tally)
            bytes.append(try fixture.folder.read(out))
        }
        #expect(bytes[0] == bytes[1] && bytes[1] == bytes[2])
        #expect(tallies[0] == tallies[1] && tallies[1] == tallies[2])
        #expect(try fixture.lines(out).count == 256 + 4_500)
    }

    @Test("bad lines are told by number and reason, in order, and left out")
    func badLines() async throws {
        var fixture = try RunFixture()
        fixture.longestLine = 300
        let good = "{\"response\":\"#### 3\",\"ground_truth\":3}"
        var bytes = Array("\(good)\n[1]\n{\"ground_truth\":3}\n{\"response\":\"#### 3\"}\n".utf8)
        bytes += Array("{\"response\":\"".utf8) + [0xFF] + Array("\",\"ground_truth\":3}\n".utf8)
        bytes += Array("{\"response\":\"\(String(repeating: "x", count: 300))\"}\n \t\r\n".utf8)
        bytes += Array(#"{"response":"a","ground_truth":"ninety"}"#.utf8) + [0x0A]
        bytes += Array(#"{"response":7,"ground_truth":"3"}"#.utf8) + [0x0A]
        bytes += Array(#"{"response":"a","ground_truth":{}}"#.utf8) + [0x0A]
        bytes += Array("\(good.dropLast())".utf8)
        try fixture.folder.write("answers", bytes)
        var told: [(number: Int, fault: LineFault)] = []
        let result = try await fixture.run("answers", out: "out").run(report: { told.append(($0, $1)) })
        #expect(told.map(\.number) == [2, 3, 4, 5, 6, 8, 9, 10, 11])
        #expect(
            told.map(\.fault.kind) == [
                .json, .field, .noTruth, .encoding, .overlong, .truth, .field, .field, .json,
            ])
        #expect(told.last?.fault.message.hasPrefix("Expecting ',' delimiter") == true)
        #expect(try fixture.lines("out").count == 1)
        #expect(result.tally.leftOut == 9 && result.tally.scored == 1)
    }

    @Test("tool runs that ended by the server's doing mask their answer", arguments: Outcome.allCases)
    func masked(outcome: Outcome) async throws {
        let fixture = try RunFixture()
        let line: JSONValue = [
            "turns": [
                ["role": "assistant", "content": "2 * 3 = 6"],
                ["role": "tool", "content": "6", "tool": ["outcome": .string(outcome.rawValue), "stdout": "6"]],
                ["role": "assistant", "content": "#### 6"],
            ], "ground_truth": 6,
        ]
        try fixture.folder.write("answers", line.text + "\n")
        let tally = try await fixture.run("answers", out: "out").run().tally
        let score = try #require(try fixture.lines("out").first?["score"])
        #expect((score == .null) == !outcome.isScored)
        #expect(tally.masked == (outcome.isScored ? 0 : 1) && tally.scored == (outcome.isScored ? 1 : 0))
    }

    @Test("what is told of a line fits on one, and is nothing but text")
    func messages() {
        let fault = LineFault(.truth, "a\u{1B}[2Jb\nc\u{202E}d" + String(repeating: "x", count: 1000))
        #expect(fault.message.hasPrefix("a�[2Jb�c�dxxx") && fault.message.unicodeScalars.count == 301)
    }

    @Test("truths are joined by id and by line")
    func joins() async throws {
        var fixture = try RunFixture()
        let data = #"{"key":{"n":2},"answer":"a\n#### 20"}"# + "\n" + #"{"key":{"n":1},"answer":"a\n#### 10"}"# + "\n"
        try fixture.folder.write("data", data)
        try fixture.folder.write(
            "answers", (1...3).map { "{\"id\":\($0),\"output\":\"#### \($0)0\"}\n" }.joined())
        for (path, expected) in [("key.n", [true, true]), (nil, [false, false])] {
            var fields = AnswerFields()
            fields.id = path.map(FieldPath.init)
            fixture.truths = try TruthReader(fields: fields, keepsQuestions: false, longestLine: 100)
                .read(fixture.folder.file("data")) { number, fault in Issue.record("\(number): \(fault)") }
            fixture.fields.id = path.map { _ in FieldPath("id") }
            var told: [LineFault.Kind] = []
            var run = fixture.run("answers", out: "out")
            run.overwrites = true
            _ = try await run.run(report: { told.append($1.kind) })
            #expect(try fixture.lines("out").map { $0["correct"]?.bool } == expected)
            #expect(told == [.noTruth])
        }
    }
}
