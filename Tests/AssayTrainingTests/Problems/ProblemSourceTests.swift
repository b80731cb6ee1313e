import AssayRandom
import Testing

@testable import AssayTraining

@Suite("Problems")
struct ProblemSourceTests {
    static func problems(_ split: ProblemSplit, _ count: Int, seed: UInt64 = 11) -> [Problem] {
        let source = ProblemSource(seed: seed, split: split)
        return (0..<count).map(source.problem(at:))
    }

    @Test("are pure functions of seed, split and index")
    func purity() {
        for split in ProblemSplit.allCases {
            let source = ProblemSource(seed: 3, split: split)
            let forwards = (0..<50).map(source.problem(at:))
            let backwards = (0..<50).reversed().map(ProblemSource(seed: 3, split: split).problem(at:))
            #expect(forwards == backwards.reversed())
            #expect(forwards != Self.problems(split, 50, seed: 4))
        }
        let demonstrations = DemonstrationSource(problems: ProblemSource(seed: 3, split: .train))
        #expect(demonstrations.demonstration(at: 41) == demonstrations.demonstration(at: 41))
        #expect(demonstrations.demonstration(at: 41).problem == ProblemSource(seed: 3, split: .train).problem(at: 41))
    }

    /// What was drawn once must come again: a run is resumed, and compared with another, by its seed.
    @Test("stay what they are")
    func golden() {
        let problem = ProblemSource(seed: 0, split: .train).problem(at: 0)
        #expect(
            problem.question
                == "The factory has 787 stamps and apples in total. There are 121 more stamps than apples. How many "
                + "stamps are there?")
        #expect(problem.answer == 454)
    }

    @Test("of two splits have nothing in common, whatever the seeds")
    func disjointness() {
        let train = Self.problems(.train, 70_000) + (0..<10_000).map(ProblemSource.easy(seed: 12).problem(at:))
        let trained = Set(train.map(\.question))
        let trainedNumbers = Set(train.map(\.numbers))
        let trainedRows = Set(train.flatMap { Self.rows(of: $0.operations) })
        let trainedKinds = Set(train.map(\.kind))
        let trainedWords = Set(train.prefix(5000).flatMap { Self.words(of: $0.question) })
        let numbers = Self.problems(.numbers, 8000, seed: 5)
        #expect(numbers.allSatisfy { !trainedNumbers.contains($0.numbers) && trainedKinds.contains($0.kind) })
        #expect(Set(numbers.flatMap { Self.rows(of: $0.operations) }).isSubset(of: trainedRows))
        let compositions = Self.problems(.compositions, 8000, seed: 5)
        #expect(
            compositions.allSatisfy { problem in
                problem.kind == .story && !trainedRows.isSuperset(of: Self.rows(of: problem.operations))
            })
        let templates = Self.problems(.templates, 4000, seed: 5)
        #expect(templates.allSatisfy { !trainedKinds.contains($0.kind) && $0.kind.isHeldOut })
        #expect(Set(templates.map(\.kind)).count == 3)
        #expect(Set(templates.prefix(500).flatMap { Self.words(of: $0.question) }).subtracting(trainedWords).isEmpty)
        let heldOut = [numbers, compositions, templates].map { Set($0.map(\.question)) }
        #expect(heldOut.allSatisfy { $0.isDisjoint(with: trained) })
        #expect(heldOut[0].isDisjoint(with: heldOut[1]) && heldOut[1].isDisjoint(with: heldOut[2]))
    }

    @Test("are asked with the numbers that their solution uses")
    func numbers() {
        for split in ProblemSplit.allCases {
            for problem in Self.problems(split, 500) {
                let told = problem.question.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
                #expect(told.sorted() == problem.numbers.sorted(), "\(problem.question)")
                #expect(1...999_999 ~= problem.answer)
                #expect(problem.numbers.allSatisfy { 1...999 ~= $0 }, "\(problem.question)")
                #expect(
                    !problem.question.contains("  ")
                        && problem.question.hasSuffix(".") != problem.question.hasSuffix("?"))
            }
        }
    }

    @Test("are drawn as often as the recipe says")
    func distribution() {
        let problems = Self.problems(.train, 10_000)
        let stories = problems.filter { $0.kind == .story }
        #expect(0.58...0.63 ~= Double(stories.count) / 10_000)
        for kind in ProblemKind.allCases where kind != .story && !kind.isHeldOut {
            #expect(0.06...0.10 ~= Double(problems.count { $0.kind == kind }) / 10_000, "\(kind)")
        }
        let lengths = stories.map { $0.operations.count { $0 != .price } }
        #expect(Set(lengths) == [2, 3, 4])
        #expect(lengths.count { $0 == 2 } > lengths.count { $0 == 4 })
        #expect(0.15...0.25 ~= Double(stories.count { $0.operations.last == .price }) / Double(stories.count))
        let steps = Double(problems.reduce(0) { $0 + $1.calculation.steps.count }) / 10_000
        #expect(3.0...4.5 ~= steps)
        let easy = (0..<1000).map(ProblemSource.easy(seed: 1).problem(at:))
        #expect(easy.allSatisfy { 1...2 ~= $0.operations.count { $0 != .price } })
    }

    static func rows(of operations: [StoryOperation]) -> Set<[StoryOperation]> {
        let events = operations.filter { $0 != .price }
        return Set(events.indices.dropLast(2).map { Array(events[$0...$0 + 2]) })
    }

    static func words(of text: String) -> Set<String> {
        Set(text.split(whereSeparator: { !$0.isLetter }).map(String.init))
    }
}
