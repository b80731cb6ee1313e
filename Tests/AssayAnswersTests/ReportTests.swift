import AssayJSON
import AssayRewards
import AssayScoring
import Testing

@testable import AssayAnswers

@Suite("The page about scored answers")
struct ReportTests {
    /// `<` and a quote as they would be characters of their own, and as parts of others: Mustache's own escaping leaves
    /// the latter as they are.
    private static let hostile =
        "<script>alert(1)</script>\u{600}<img src=x onerror=\"alert(1)\u{301}\"> '\u{301}&amp;\0"

    @Test("a page of hostile answers has no element that the template has not")
    func page() async throws {
        var fixture = try RunFixture()
        fixture.defaults.reward = .step
        fixture.fields.id = FieldPath("id")
        let lines: [JSONValue] = [
            [
                "id": .string(Self.hostile), "response": .string(Self.hostile + "\n2 + 2 = 5\n#### 5"),
                "ground_truth": "4",
            ],
            [
                "id": "2", "question": .string(Self.hostile), "ground_truth": "4",
                "response": [
                    ["role": "assistant", "content": .string(Self.hostile)],
                    ["role": "tool", "tool": ["outcome": "timeout", "stdout": .string(Self.hostile)]],
                ],
            ],
        ]
        try fixture.folder.write("answers", lines.map { $0.text + "\n" }.joined())
        var run = fixture.run("answers")
        run.examplesPerClass = 2
        let result = try await run.run()
        var page = ReportPage(title: Self.hostile, result: result, scorer: run.scorer)
        page.facts = [(Self.hostile, Self.hostile)]
        page.leftOut = [(3, LineFault(.json, Self.hostile))]
        let html = try page.html()
        for scalars in ["<script", "<img", "onerror=\""] { #expect(!html.unicodeScalars.contains(scalars)) }
        #expect(html.contains("2 + 2 = 5"))
        for section in [
            "Error classes", "Parts of the score", "Spread of scores", "Lines left out", "id=\"wrong_answer\"",
        ] {
            #expect(html.contains(section))
        }
        #expect(!html.contains("{{") && html.hasPrefix("<!doctype html>"))
    }

    @Test("marks cut a text where they begin and end, the first one winning")
    func marks() {
        let marks: [MarkedText.Mark] = [
            .init(range: 2..<4, kind: "false", note: "n"), .init(range: 0..<5, kind: "true", note: "m"),
            .init(range: 3..<99, kind: "fault", note: "beyond the end"),
        ]
        let parts = MarkedText(text: "abcdefg", marks: marks).parts
        #expect(parts.map(\.text) == ["ab", "cd", "e", "fg"])
        #expect(parts.map(\.kind) == ["true", "false", "true", ""])
        #expect(MarkedText(text: "", marks: marks).parts.isEmpty)
    }

    @Test("a table's columns are aligned")
    func table() {
        let table = TextTable(rows: [["a", "b"], ["long", "1,000"], ["c", "–"]])
        #expect(table.text == "a          b\nlong   1,000\nc          –")
    }
}

extension String.UnicodeScalarView {
    /// Scalar by scalar: by characters, a combining scalar would hide what is looked for.
    fileprivate func contains(_ text: String) -> Bool {
        let (all, part) = (Array(self), Array(text.unicodeScalars))
        return all.indices.dropLast(part.count - 1).contains { all[$0..<$0 + part.count].elementsEqual(part) }
    }
}
