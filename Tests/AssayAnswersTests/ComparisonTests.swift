import AssayJSON
import AssayRewards
import Testing

@testable import AssayAnswers

@Suite("Tallies and comparisons")
struct ComparisonTests {
    private static func tally(of answers: Int, _ classes: [ErrorClass: Int]) -> Tally {
        var tally = Tally()
        for index in 0..<answers {
            let found = ErrorClass.allCases.filter { index < classes[$0, default: 0] }
            tally.add(
                .scored(.init(score: 1, isCorrect: !found.contains(.wrongAnswer), classes: found, parts: [1, 1, 1])))
        }
        return tally
    }

    /// The seed's section 4.2, of 1,000 answers each.
    @Test("the seed's table")
    func seed() throws {
        let before = Self.tally(of: 1000, [.calculation: 231, .logicJump: 187, .format: 124])
        let after = Self.tally(of: 1000, [.calculation: 42, .logicJump: 65, .format: 28])
        let comparison = Comparison(before: before, after: after)
        let rows = comparison.text.split(separator: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        #expect(rows.contains("calculation 23.1 % 4.2 % −18.9 −81.8 %"))
        #expect(rows.contains("logic_jump 18.7 % 6.5 % −12.2 −65.2 %"))
        #expect(rows.contains("format 12.4 % 2.8 % −9.6 −77.4 %"))
        #expect(rows.contains("tool 0.0 % 0.0 % 0.0 –"))
        let calculation = try #require(comparison.change(.calculation))
        #expect(abs(calculation.points + 18.9) < 1e-9)
    }

    @Test("nothing to compare, nothing told")
    func empty() {
        let comparison = Comparison(before: Tally(), after: Self.tally(of: 2, [:]))
        #expect(comparison.accuracyChange == nil)
        #expect(comparison.json["changes"]?["format"] == .null)
        #expect(Summary(Tally()).json["accuracy"] == .null)
    }

    @Test("classes that were not looked for have no share")
    func unread() {
        var tally = Tally()
        tally.add(.scored(.init(score: 1, isCorrect: true, classes: [], parts: nil)))
        #expect(tally.share(.calculation) == nil && tally.share(.format) == 0)
        #expect(Summary(tally).json["classes"]?["logic_jump"]?["share"] == .null)
    }

    @Test("a tally is read back as it was written")
    func roundTrip() throws {
        var tally = Self.tally(of: 10, [.format: 3, .wrongAnswer: 5])
        tally.add(.masked)
        tally.add(LineFault.Kind.json)
        tally.add(.scored(.init(score: 0.1 + 0.2, isCorrect: false, classes: [.tool], parts: [0.1, 0.2, 0.7])))
        let text = tally.json.text
        #expect(Tally(try JSONParser.parse(Array(text.utf8))) == tally)
        #expect(Tally(["scored": 1]) == nil)
        #expect(tally.tenths[3] == 1 && tally.tenths[9] == 10)
        #expect(tally.answersWithParts == 11 && tally.masked == 1 && tally.leftOut == 1 && tally.scored == 11)
    }

    @Test(
        "figures",
        arguments: [
            (Figure.count(1_234_567), "1,234,567"), (Figure.count(999), "999"), (Figure.percent(0.37926), "37.9 %"),
            (Figure.signed(-0.04), "0.0"), (Figure.signed(2.25), "+2.3"), (Figure.signed(-2.25), "−2.3"),
            (Figure.decimal(0.9996, digits: 3), "1.000"), (Figure.decimal(12.05, digits: 2), "12.05"),
            (Figure.percent(nil), "–"),
        ])
    func figures(text: String, expected: String) { #expect(text == expected) }
}
