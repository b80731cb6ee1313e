/// Which sequences are computed together: a fixed number of shards with about as many tokens each, and each shard's
/// micro-batches, which keep to a token budget.
///
/// It is a function of the lengths alone. Threads take whole shards, so that neither the shapes of the products nor the
/// order of any sum depends on how many threads there are.
struct BatchPlan {
    /// Shards of micro-batches of indices of sequences; sequences of which nothing is wanted are left out.
    let shards: [[[Int]]]

    init(_ inputs: [SequenceInput], shards count: Int, tokenBudget: Int) {
        let lengths = inputs.map { PackedBatch.rows(of: $0) }
        let order = lengths.indices.filter { lengths[$0] > 0 }.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
        var loads = [Int](repeating: 0, count: count)
        var members = [[Int]](repeating: [], count: count)
        for index in order {
            let lightest = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
            loads[lightest] += lengths[index]
            members[lightest].append(index)
        }
        self.shards = members.filter { !$0.isEmpty }.map {
            Self.microBatches($0.sorted(), lengths: lengths, tokenBudget: tokenBudget)
        }
    }

    /// In order, as many as fit; one that is longer than the budget is alone.
    private static func microBatches(_ indices: [Int], lengths: [Int], tokenBudget: Int) -> [[Int]] {
        var batches: [[Int]] = []
        var room = 0
        for index in indices {
            if lengths[index] > room || batches.isEmpty {
                batches.append([])
                room = tokenBudget
            }
            batches[batches.count - 1].append(index)
            room -= lengths[index]
        }
        return batches
    }
}
