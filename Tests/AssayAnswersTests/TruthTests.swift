import AssayJSON
import Testing

@testable import AssayAnswers

@Suite("Truths")
struct TruthTests {
    @Test(
        "a published solution's answer is behind its last ####",
        arguments: [
            ("a\n#### 72", "72"), ("#### 1,234", "1234"), ("#### 5\n#### 6 \nmore", "6"), ("72", "72"),
            ("#### -3.5", "-3.5"), ("####12", "12"), ("####", ""), ("1,000", "1,000"),
        ])
    func solutions(text: String, truth: String) {
        #expect(Truth.ofSolution(.string(text)) == .string(truth))
        #expect(Truth.ofSolution([.string(text), 7]) == [.string(truth), 7])
    }

    @Test("names with dots, indices, and names that have dots themselves")
    func paths() throws {
        let line = try JSONParser.parse(
            Array(#"{"a":{"b":1,"c":null},"a.b":2,"l":[{"x":3}],"d":{"e":{"f":"g"}}}"#.utf8))
        #expect(FieldPath("a.b").value(in: line) == 2)
        #expect(FieldPath("d.e.f").value(in: line) == "g")
        #expect(FieldPath("l.0.x").value(in: line) == 3)
        for absent in ["l.1.x", "l.x", "a.c", "d.e.f.g", "", ".", "z"] {
            #expect(FieldPath(absent).value(in: line) == nil)
        }
        #expect(FieldChoice(["z", "a.c", "d.e.f", "l"]).value(in: line) == "g")
    }

    @Test("questions are texts, or what the user said last")
    func questions() {
        let messages: JSONValue = [
            ["role": "system", "content": "s"], ["role": "user", "content": "q"],
            ["role": "assistant", "content": "a"],
        ]
        #expect(Truth.question("q") == "q")
        #expect(Truth.question(messages) == "q")
        #expect(Truth.question(3) == nil)
    }

    @Test("thousands of truths are found again")
    func table() {
        var table = TruthTable(join: .id)
        for number in 0..<5000 {
            let truth = Truth(groundTruth: .integer(number), question: number % 2 == 0 ? "q\(number)" : nil)
            let isNew = table.insert(truth, id: "id-\(number)")
            #expect(isNew)
        }
        #expect(table.count == 5000)
        #expect(table["id-4998"] == Truth(groundTruth: 4998, question: "q4998"))
        #expect(table["id-17"] == Truth(groundTruth: 17, question: nil))
        #expect(table["id-5000"] == nil)
        let again = table.insert(Truth(groundTruth: 17, question: nil), id: "id-17")
        let other = table.insert(Truth(groundTruth: 18, question: nil), id: "id-17")
        #expect(again && !other)
    }

    @Test("a data set is read by id or by line, and its bad lines are told")
    func reading() throws {
        let folder = try ScratchFolder()
        let text = """
            {"id":7,"answer":"so\\n#### 1,072","question":"q"}
            {"id":"8","reward_model":{"ground_truth":"5"}}

            {"id":7,"answer":"#### 3"}
            {"id":9}
            {"answer":"#### 4"}
            [1]
            """
        let path = try folder.write("data.jsonl", text)
        var told: [Int: LineFault.Kind] = [:]
        var fields = AnswerFields()
        let byLine = try TruthReader(fields: fields, keepsQuestions: true, longestLine: 1000)
            .read(path) { told[$0] = $1.kind }
        #expect(told == [5: .field, 7: .json])
        #expect(byLine["1"] == Truth(groundTruth: "1072", question: "q"))
        #expect(byLine["4"]?.groundTruth == "3" && byLine["3"] == nil && byLine.lines == 7)
        told = [:]
        fields.id = FieldPath("id")
        let byIdentifier = try TruthReader(fields: fields, keepsQuestions: false, longestLine: 1000)
            .read(path) { told[$0] = $1.kind }
        #expect(told == [4: .truth, 5: .field, 6: .field, 7: .json])
        #expect(byIdentifier["7"] == Truth(groundTruth: "1072", question: nil))
        #expect(byIdentifier["8"]?.groundTruth == "5")
    }
}
