import Testing

@testable import AssayModel

@Suite struct DecodingPlanTests {
    @Test func singleTokensComeFirst() {
        let plan = DecodingPlan([1, 9, 1, 1, 3], shards: 2, tokens: 8)
        // Five are left, of which the prompt that comes first may have half a batch.
        #expect(
            plan.shards == [
                [.init(sequence: 0, count: 1), .init(sequence: 2, count: 1), .init(sequence: 4, count: 1)],
                [.init(sequence: 3, count: 1), .init(sequence: 1, count: 4)],
            ])
    }

    @Test func neverMoreThanTheBatch() {
        let plan = DecodingPlan(Array(repeating: 1, count: 10), shards: 3, tokens: 7)
        #expect(plan.shards.map { $0.map(\.sequence) } == [[0, 1, 2], [3, 4], [5, 6]])
    }

    @Test func onePromptGoesToOneShard() {
        let plan = DecodingPlan([100], shards: 2, tokens: 64)
        #expect(plan.shards == [[.init(sequence: 0, count: 32)], []])
    }
}
