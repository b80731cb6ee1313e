/// How often tokens are neighbours in a set of words.
struct PairTable {
    private struct Word {
        var ids: [Int32]
        let count: Int
    }

    /// The more frequent first, then the one of older tokens.
    private struct Candidate: Comparable {
        let count: Int
        let pair: BytePairModel.Pair

        static func < (one: Candidate, other: Candidate) -> Bool {
            (other.count, one.pair) < (one.count, other.pair)
        }
    }

    private var words: [Word]
    private var counts: [BytePairModel.Pair: Int] = [:]
    /// Words that had the pair when it was last counted up.
    private var places: [BytePairModel.Pair: Set<Int>] = [:]
    private var candidates = BinaryHeap<Candidate>()

    init(words: [(ids: [Int32], count: Int)]) {
        self.words = words.map { Word(ids: $0.ids, count: $0.count) }
        for index in self.words.indices { self.count(index, up: true) }
        for (pair, count) in self.counts { self.candidates.insert(Candidate(count: count, pair: pair)) }
    }

    /// The pair that comes most often.
    mutating func mostFrequent() -> (pair: BytePairModel.Pair, count: Int)? {
        while let candidate = self.candidates.popFirst() {
            guard let count = self.counts[candidate.pair], count > 0 else { continue }
            // Counts that fell since are put right here, those that rose were put in anew.
            guard count == candidate.count else {
                if count < candidate.count { self.candidates.insert(Candidate(count: count, pair: candidate.pair)) }
                continue
            }
            return (candidate.pair, count)
        }
        return nil
    }

    /// Puts a token in place of a pair, from left to right in every word.
    mutating func merge(_ pair: BytePairModel.Pair, into id: Int32) {
        var changed = Set<BytePairModel.Pair>()
        for index in self.places.removeValue(forKey: pair) ?? [] {
            self.count(index, up: false)
            self.words[index].ids = Self.merged(self.words[index].ids, pair, into: id)
            self.count(index, up: true)
            for pair in Self.pairs(of: self.words[index].ids) where pair.left == id || pair.right == id {
                changed.insert(pair)
            }
        }
        for pair in changed {
            self.candidates.insert(Candidate(count: self.counts[pair, default: 0], pair: pair))
        }
    }

    private mutating func count(_ index: Int, up: Bool) {
        let word = self.words[index]
        for pair in Self.pairs(of: word.ids) {
            self.counts[pair, default: 0] += up ? word.count : -word.count
            if up { self.places[pair, default: []].insert(index) }
        }
    }

    private static func pairs(of ids: [Int32]) -> some Sequence<BytePairModel.Pair> {
        zip(ids, ids.dropFirst()).lazy.map { BytePairModel.Pair(left: $0, right: $1) }
    }

    private static func merged(_ ids: [Int32], _ pair: BytePairModel.Pair, into id: Int32) -> [Int32] {
        var merged: [Int32] = []
        var index = 0
        while index < ids.count {
            let isPair = index + 1 < ids.count && ids[index] == pair.left && ids[index + 1] == pair.right
            merged.append(isPair ? id : ids[index])
            index += isPair ? 2 : 1
        }
        return merged
    }
}
