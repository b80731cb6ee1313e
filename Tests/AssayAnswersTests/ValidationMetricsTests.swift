import AssayAnswers
import AssayJSON
import AssayRandom
import Foundation
import Testing

@Suite("Several answers to a prompt")
struct ValidationMetricsTests {
    private static func group(_ values: [Double], _ predictions: [String?]) -> [SampleGroups.Sample] {
        zip(values, predictions).map { .init(score: $0, isCorrect: $0 == 1, prediction: $1) }
    }

    /// The answers behind `val_metrics` of the golden file.
    private static let groups = SampleGroups([
        group([0, 0, 0, 1], ["a", "a", "b", "c"]), group([1, 0, 1, 0], ["a", "a", "b", "b"]),
    ])

    private static let golden = URL(fileURLWithPath: SharedData.folder).deletingLastPathComponent()
        .appendingPathComponent("golden/golden_verl_0.9.1.json")

    @Test("draws are NumPy's, word by word")
    func twister() {
        var words = MersenneTwister(seed: 42)
        #expect([words.next(), words.next()] == [1_608_637_542, 3_421_126_067])
        var draws = MersenneTwister(seed: 42)
        // numpy.random.seed(42); numpy.random.choice(5, 12)
        #expect((0..<12).map { _ in draws.index(below: 5) } == [3, 4, 2, 4, 4, 1, 2, 2, 2, 4, 3, 2])
        var single = MersenneTwister(seed: 42)
        // Nothing is drawn where there is no choice.
        #expect((0..<3).map { _ in single.index(below: 1) } == [0, 0, 0])
        #expect((0..<8).map { _ in single.index(below: 8) } == [6, 3, 4, 6, 2, 7, 4, 4])
    }

    @Test(
        "verl's own numbers",
        .enabled(if: FileManager.default.fileExists(atPath: golden.path), "needs ../shared/golden"))
    func verl() throws {
        let file = try JSONParser.parse(Array(try Data(contentsOf: Self.golden)))
        let golden = file["val_metrics"]?["s"]?["reward"]
        let expected = try #require(golden?.object)
        let metrics = ValidationMetrics(Self.groups, of: \.score)
        #expect(metrics.values.map(\.name).sorted() == expected.members.map(\.name).sorted())
        for (name, value) in metrics.values {
            let golden = try #require(expected[name]?.double)
            #expect(abs(value - golden) < 1e-12, "\(name): \(value), \(golden)")
        }
    }

    @Test("groups of other sizes have metrics of their own")
    func uneven() {
        let groups = SampleGroups([Self.group([1], ["a"]), Self.group([0, 1, 1], ["b", "a", "a"]), []])
        #expect(groups.groups.count == 2)
        let metrics = ValidationMetrics(groups, of: \.score)
        #expect(metrics.values.map(\.name).prefix(4) == ["mean@1", "mean@3", "std@3", "best@2/mean"])
        #expect(metrics.values.contains { $0.name == "maj@3/std" })
        #expect(ValidationMetrics(SampleGroups([]), of: \.score).values.isEmpty)
        #expect((groups.width, groups.whole.count, groups.oneRight, groups.majorityRight) == (3, 1, 1, 1))
    }

    @Test("the majority is what most vote for, and of several such what is voted for first")
    func majority() {
        let groups = Self.groups
        #expect((groups.width, groups.oneRight, groups.majorityRight) == (4, 2, 1))
        #expect(SampleGroups([Self.group([0, 0, 1], [nil, nil, "a"])]).majorityRight == 0)
    }
}
