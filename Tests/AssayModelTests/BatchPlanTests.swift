import Testing

@testable import AssayModel

@Suite("Batch plan")
struct BatchPlanTests {
    private static func input(_ length: Int) -> SequenceInput {
        SequenceInput(
            tokens: [Int32](repeating: 0, count: length + 1), positions: length > 0 ? [length] : [])
    }

    @Test("has every sequence once, keeps to the budget and shares evenly")
    func plan() {
        let lengths = [5, 40, 0, 12, 7, 33, 21, 8, 90, 3, 14]
        let plan = BatchPlan(lengths.map(Self.input), shards: 3, tokenBudget: 50)
        #expect(plan.shards.flatMap { $0.flatMap { $0 } }.sorted() == lengths.indices.filter { lengths[$0] > 0 })
        for batch in plan.shards.joined() {
            #expect(batch.count == 1 || batch.reduce(0) { $0 + lengths[$1] } <= 50)
        }
        let loads = plan.shards.map { $0.joined().reduce(0) { $0 + lengths[$1] } }
        #expect(loads.sorted() == [71, 72, 90])
    }

    @Test("packs what is needed of each sequence")
    func packing() {
        let batch = PackedBatch(
            [
                SequenceInput(tokens: [7, 8, 9, 10], positions: [1, 2]), Self.input(4),
                SequenceInput(tokens: [4, 5], positions: [1]),
            ], indices: [0, 2])
        #expect(batch.tokens == [7, 8, 4])
        #expect(batch.positions == [0, 1, 0])
        #expect(batch.wantedRows == [0, 1, 2])
        #expect(batch.targets == [8, 9, 5])
        #expect(batch.sequences.map(\.start) == [0, 2])
        #expect(batch.sequences.map(\.wanted) == [0..<2, 2..<3])
    }

    @Test("a batch that is longer than its workspace is never begun")
    func capacity() async {
        await #expect(processExitsWith: .failure) {
            let configuration = LayerFixture.configuration
            let model = try Transformer(configuration, seed: 1)
            let workspace = Workspace(
                .evaluation, capacity: 3, network: model.network, configuration: configuration)
            let batch = PackedBatch([SequenceInput(tokens: [1, 2, 3, 4, 5], positions: [4])], indices: [0])
            model.network.forward(batch, temperature: 1, in: workspace, model.computation(lowRank: workspace.lowRank))
        }
    }
}
