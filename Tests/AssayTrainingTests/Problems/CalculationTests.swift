import Testing

@testable import AssayTraining

@Suite("Calculations")
struct CalculationTests {
    /// The seed's first example: a perimeter of 30 cm, the length 3 cm more than the width.
    @Test("solve the rectangle of the seed")
    func rectangle() throws {
        let frame = try #require(StoryFrame.all.first { $0.kind == .rectangle })
        let calculation = try #require(frame.calculation([30, 3]))
        #expect(calculation.code == "w=(30/2-3)/2;print(w*(w+3))")
        #expect(calculation.steps.map(\.line) == ["30/2=15", "15-3=12", "12/2=6", "6+3=9", "6*9=54"])
        #expect(calculation.value.description == "54.0")
        #expect(calculation.answer == 54)
    }

    /// The seed's library: 120 books, 20 more of science than of stories.
    @Test("solve the library of the seed")
    func library() throws {
        let answers = StoryFrame.all.filter { $0.kind == .totals }.map { $0.calculation([120, 20])?.answer }
        #expect(answers == [50, 70])
    }

    @Test("put parentheses where Python needs them")
    func parentheses() {
        #expect(("a" + 2 * "b" - 3).description == "a+2*b-3")
        #expect(("a" - ("b" - 3)).description == "a-(b-3)")
        #expect((("a" + 1) * ("b" / (2 * "c"))).description == "(a+1)*(b/(2*c))")
        #expect(("a" * "b" * (100 - "c") / 100).description == "a*b*(100-c)/100")
    }

    @Test("are none where a result is no whole number from 0 to 999,999")
    func limits() {
        #expect(Calculation(result: 7 / 2) == nil)
        #expect(Calculation(result: 7 / 0) == nil)
        #expect(Calculation(result: 7 - 8) == nil)
        #expect(Calculation(result: 1000 * 1000) == nil)
        #expect(Calculation(result: "x") == nil)
        #expect(Calculation(result: 3 - 3)?.answer == 0)
    }

    @Test("are floats from the first division on")
    func floats() {
        #expect(Calculation(from: 12, updates: ["x" / 4, "x" + 5])?.value.description == "8.0")
        #expect(Calculation(from: 12, updates: ["x" + 5])?.value.description == "17")
        #expect(Calculation(from: 12, updates: ["x" / 4, "x" + 5])?.steps.map(\.result.description) == ["3.0", "8"])
    }

    @Test("jump over one update and no more")
    func jumps() throws {
        let calculation = try #require(Calculation(from: 10, updates: ["x" * 3, "x" - 4, "x" / 2]))
        #expect(calculation.code == "x=10;x=x*3;x=x-4;x=x/2;print(x)")
        #expect(
            calculation.jumps.map(\.code) == [
                "x=10;x=x-4;x=x/2;print(x)", "x=10;x=x*3;x=x/2;print(x)", "x=10;x=x*3;x=x-4;print(x)",
            ])
        #expect(Calculation(from: 10, updates: ["x" * 3])?.jumps == [])
        #expect(Calculation(result: 3 + 4)?.jumps == [])
    }
}
