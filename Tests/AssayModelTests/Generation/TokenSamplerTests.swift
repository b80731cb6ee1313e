import AssayRandom
import Foundation
import Testing

@testable import AssayModel

@Suite struct TokenSamplerTests {
    /// Probabilities that are sums of powers of two, so that few numbers tell all; more tokens than one vector.
    private static let probabilities: [Double] =
        [0.125, 0.25, 0, 0.0625, 0.5, 0.03125] + Array(repeating: 1.0 / 512, count: 16)
    private let arena: Arena
    private let sampler: TokenSampler
    private let logits = Self.probabilities.map { $0 == 0 ? -Float.infinity : Float(log($0)) + 3 }

    init() {
        self.arena = Arena()
        self.sampler = TokenSampler(vocabularySize: Self.probabilities.count, arena: self.arena)
    }

    /// How often each token is chosen by numbers spread evenly over [0, 1).
    private func shares(temperature: Double = 1, topP: Double = 1, topK: Int = -1, count: Int = 4096) -> [Double] {
        var shares = Array(repeating: 0.0, count: self.logits.count)
        for index in 0..<count {
            let choice = self.sampler.choose(
                from: self.logits,
                TokenDraw(
                    temperature: temperature, topP: topP, topK: topK, uniform: (Double(index) + 0.5) / Double(count)))
            shares[Int(choice.token)] += 1 / Double(count)
        }
        return shares
    }

    private func expect(_ shares: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation) {
        let mass = expected.reduce(0, +)
        for (token, (share, probability)) in zip(shares, expected).enumerated() {
            #expect(abs(share - probability / mass) < 1.5 / 4096, "token \(token)", sourceLocation: sourceLocation)
        }
    }

    @Test func drawsFromTheDistribution() {
        self.expect(self.shares(), Self.probabilities)
        self.expect(self.shares(temperature: 0.5), Self.probabilities.map { $0 * $0 })
        self.expect(self.shares(temperature: 2), Self.probabilities.map { $0.squareRoot() })
    }

    @Test func greedyIsTheFirstOfTheMostLikely() {
        #expect(self.shares(temperature: 0)[4] == 1)
        let flat = [Float](repeating: 1, count: self.logits.count)
        let draw = TokenDraw(temperature: 0, topP: 1, topK: -1, uniform: 0.9)
        #expect(self.sampler.choose(from: flat, draw).token == 0)
    }

    @Test func topKKeepsTheMostLikely() {
        func kept(_ tokens: [Int]) -> [Double] {
            Self.probabilities.enumerated().map { tokens.contains($0) ? $1 : 0 }
        }
        self.expect(self.shares(topK: 1), kept([4]))
        self.expect(self.shares(topK: 3), kept([0, 1, 4]))
        // Of equals the lower ids.
        self.expect(self.shares(topK: 7), kept([0, 1, 3, 4, 5, 6, 7]))
        for all in [-1, 0, 100] { self.expect(self.shares(topK: all), Self.probabilities) }
    }

    @Test func topPKeepsTheNucleus() {
        func kept(_ tokens: [Int]) -> [Double] {
            Self.probabilities.enumerated().map { tokens.contains($0) ? $1 : 0 }
        }
        self.expect(self.shares(topP: 0), kept([4]))
        self.expect(self.shares(topP: 0.49), kept([4]))
        self.expect(self.shares(topP: 0.6), kept([1, 4]))
        self.expect(self.shares(topP: 0.8), kept([0, 1, 4]))
        self.expect(self.shares(topP: 0.95), kept([0, 1, 3, 4, 5]))
        // Of what top-k keeps: 0.5 of 0.875 is more than half.
        self.expect(self.shares(topP: 0.55, topK: 3), kept([4]))
        self.expect(self.shares(topP: 0.6, topK: 3), kept([1, 4]))
    }

    @Test func logProbabilitiesAreThoseBeforeTruncation() {
        let draw = TokenDraw(temperature: 0.5, topP: 0.3, topK: 2, uniform: 0.2)
        let choice = self.sampler.choose(from: self.logits, draw)
        let mass = Self.probabilities.reduce(0) { $0 + $1 * $1 }
        #expect(choice.token == 4)
        #expect(abs(Double(choice.logProbability) - log(0.25 / mass)) < 1e-6)
        var greedy = draw
        greedy.temperature = 0
        #expect(
            abs(
                Double(self.sampler.choose(from: self.logits, greedy).logProbability)
                    - log(0.5 / Self.probabilities.reduce(0, +))) < 1e-6)
    }

    @Test func theEndsOfTheIntervalAreTokens() {
        for uniform in [0, 1 - 0x1p-53] {
            for (topP, topK) in [(1.0, -1), (0.9, -1), (1.0, 4)] {
                let draw = TokenDraw(temperature: 1, topP: topP, topK: topK, uniform: uniform)
                let token = Int(self.sampler.choose(from: self.logits, draw).token)
                #expect(Self.probabilities[token] > 0)
            }
        }
    }
}
