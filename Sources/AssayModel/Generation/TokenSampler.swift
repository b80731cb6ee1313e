import CTensorKernels
import Glibc

/// Chooses tokens from logits; one at a time, for it has room for the weights of one distribution in an arena.
struct TokenSampler {
    /// A token, and log π of it at the temperature, before top-k and top-p.
    struct Choice: Sendable, Equatable {
        var token: Int32
        var logProbability: Float
    }

    private let vocabularySize: Int
    private let weights: UnsafeMutablePointer<Float>

    init(vocabularySize: Int, arena: Arena) {
        self.vocabularySize = vocabularySize
        self.weights = arena.floats(vocabularySize)
    }

    func choose(from logits: UnsafePointer<Float>, _ draw: TokenDraw) -> Choice {
        let isGreedy = draw.temperature <= 0
        let sum = Double(
            tensor_softmax_weights(
                logits, self.weights, self.vocabularySize, isGreedy ? 1 : Float(1 / draw.temperature)))
        let token = isGreedy ? self.mostLikely(logits) : self.drawn(draw, sum: sum)
        return Choice(token: Int32(token), logProbability: Float(log(Double(self.weights[token]) / sum)))
    }

    private func mostLikely(_ logits: UnsafePointer<Float>) -> Int {
        var best = 0
        for token in 1..<self.vocabularySize where logits[token] > logits[best] { best = token }
        return best
    }

    private func drawn(_ draw: TokenDraw, sum: Double) -> Int {
        guard draw.topP < 1 || (1..<self.vocabularySize).contains(draw.topK) else {
            return tensor_draw(self.weights, self.vocabularySize, draw.uniform * sum)
        }
        let kept = self.kept(draw, sum: sum)
        var rest = draw.uniform * kept.reduce(0) { $0 + Double(self.weights[$1]) }
        for token in kept {
            rest -= Double(self.weights[token])
            if rest < 0 { return token }
        }
        return kept[kept.count - 1]
    }

    /// The most likely first: no more than top-k, and of those, renormalised, as few as have top-p of the mass, at least
    /// one. Among equals the lower id is before.
    private func kept(_ draw: TokenDraw, sum: Double) -> ArraySlice<Int> {
        let order = draw.topK < 1 ? self.nucleusCandidates(draw.topP, sum: sum) : self.largest(draw.topK)
        let mass = draw.topK < 1 ? sum : order.reduce(0) { $0 + Double(self.weights[$1]) }
        var rest = draw.topP * mass
        var count = 0
        while count < order.count && (rest > 0 || count == 0) {
            rest -= Double(self.weights[order[count]])
            count += 1
        }
        return order.prefix(count)
    }

    /// All that a nucleus can need, sorted: tokens below the mean of what lies outside it have less than that mass
    /// together.
    private func nucleusCandidates(_ topP: Double, sum: Double) -> [Int] {
        let least = Float((1 - topP) * sum / Double(self.vocabularySize))
        return (0..<self.vocabularySize).filter { self.weights[$0] >= least }.sorted(by: self.isBefore)
    }

    /// The `count` most likely, sorted.
    private func largest(_ count: Int) -> [Int] {
        var best: [Int] = []
        for token in 0..<self.vocabularySize {
            if best.count == count {
                guard self.isBefore(token, best[count - 1]) else { continue }
                best.removeLast()
            }
            best.insert(token, at: best.partitioningIndex { self.isBefore(token, $0) })
        }
        return best
    }

    private func isBefore(_ left: Int, _ right: Int) -> Bool {
        let (a, b) = (self.weights[left], self.weights[right])
        return a != b ? a > b : left < right
    }
}

extension Array {
    /// Where the elements begin that a test holds for, given that it holds for none before.
    fileprivate func partitioningIndex(_ isSecond: (Element) -> Bool) -> Int {
        var (low, high) = (0, self.count)
        while low < high {
            let middle = (low + high) / 2
            if isSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
