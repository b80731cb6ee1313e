/// Byte-pair encoding: a word's bytes are tokens at first, and neighbours are merged, the earliest rule first.
///
/// Source: R. Sennrich, B. Haddow, A. Birch, "Neural machine translation of rare words with subword units", ACL 2016.
struct BytePairModel: Sendable {
    /// What becomes of two neighbours.
    struct Merge: Sendable, Equatable {
        var rank: Int32
        var id: Int32
    }

    /// The bytes of each token.
    private let tokens: [Int32: [UInt8]]
    private let ids: [[UInt8]: Int32]
    /// The token of each byte; −1 where there is none, and the byte is passed over.
    private let byteIDs: [Int32]
    private let merges: [Pair: Merge]
    /// Whether a word that is a token stays one, whatever the merges say.
    private let ignoresMerges: Bool
    let highestID: Int32

    /// Two neighbours.
    struct Pair: Hashable, Comparable, Sendable {
        var left: Int32
        var right: Int32

        static func < (one: Pair, other: Pair) -> Bool {
            (one.left, one.right) < (other.left, other.right)
        }
    }

    /// - Parameter merges: pairs in the order of the rules, and what each becomes; of a pair that comes twice, the last.
    init(ids: [[UInt8]: Int32], merges: [(pair: Pair, id: Int32)], ignoresMerges: Bool) {
        self.ids = ids
        self.tokens = Dictionary(ids.map { ($0.value, $0.key) }) { first, _ in first }
        self.byteIDs = (UInt8.min ... .max).map { ids[[$0]] ?? -1 }
        self.merges = Dictionary(
            merges.enumerated().map { ($0.element.pair, Merge(rank: Int32($0.offset), id: $0.element.id)) }
        ) { _, last in last }
        self.ignoresMerges = ignoresMerges
        self.highestID = ids.values.max() ?? -1
    }

    func id(of bytes: [UInt8]) -> Int32? { self.ids[bytes] }

    func bytes(of id: Int32) -> [UInt8]? { self.tokens[id] }

    /// The tokens of a word.
    func encode(_ word: UnsafeBufferPointer<UInt8>) -> [Int32] {
        if self.ignoresMerges, let id = self.ids[Array(word)] { return [id] }
        var chain = SymbolChain(word.lazy.map { self.byteIDs[Int($0)] }.filter { $0 >= 0 })
        var candidates = BinaryHeap<Candidate>()
        for index in chain.symbols.indices { self.consider(index, of: chain, &candidates) }
        while let best = candidates.popFirst() {
            // A neighbour may have been merged since.
            guard let pair = chain.pair(at: best.index), self.merges[pair]?.id == best.id else { continue }
            chain.merge(at: best.index, into: best.id)
            self.consider(best.index, of: chain, &candidates)
            if let before = chain.index(before: best.index) { self.consider(before, of: chain, &candidates) }
        }
        return chain.ids
    }

    private func consider(_ index: Int, of chain: SymbolChain, _ candidates: inout BinaryHeap<Candidate>) {
        guard let pair = chain.pair(at: index), let merge = self.merges[pair] else { return }
        candidates.insert(Candidate(rank: merge.rank, index: index, id: merge.id))
    }

    /// A merge that may be made: the earliest rule first, then from the left.
    private struct Candidate: Comparable {
        let rank: Int32
        let index: Int
        let id: Int32

        static func < (one: Candidate, other: Candidate) -> Bool { (one.rank, one.index) < (other.rank, other.index) }
    }
}
