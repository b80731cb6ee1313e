/// Which sequences a forward pass reads, how much of each, and on which shard.
struct DecodingPlan: Equatable {
    /// The next tokens of a sequence.
    struct Piece: Equatable {
        var sequence: Int
        var count: Int
    }

    private(set) var shards: [[Piece]]

    /// - Parameters:
    ///   - pending: for each sequence how many tokens it has to read, at least 1.
    ///   - tokens: the most that are read.
    init(_ pending: [Int], shards: Int, tokens: Int) {
        self.shards = Array(repeating: [], count: shards)
        var loads = Array(repeating: 0, count: shards)
        // Sequences that only wait for their next token come first, neighbours together: they may share pages.
        let single = pending.indices.filter { pending[$0] == 1 }.prefix(tokens)
        for (order, sequence) in single.enumerated() {
            let shard = order * shards / single.count
            self.shards[shard].append(Piece(sequence: sequence, count: 1))
            loads[shard] += 1
        }
        var rest = tokens - single.count
        for sequence in pending.indices where pending[sequence] > 1 && rest > 0 {
            let shard = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
            let count = min(pending[sequence], rest, (tokens + shards - 1) / shards)
            self.shards[shard].append(Piece(sequence: sequence, count: count))
            loads[shard] += count
            rest -= count
        }
    }
}
