import AssayRandom
import Foundation
import Testing

@testable import AssayModel

/// Attention over more rows than are computed together.
@Suite("Causal attention")
struct CausalAttentionTests {
    private let fixture: LayerFixture
    private let layer: CausalAttention
    private let length = CausalAttention.blockRows + 23
    private let input: UnsafeMutableBufferPointer<Float>
    private let output: UnsafeMutableBufferPointer<Float>
    private let logSums: UnsafeMutableBufferPointer<Float>

    init() throws {
        self.fixture = try LayerFixture()
        self.layer = CausalAttention(self.fixture.configuration)
        self.input = self.fixture.random(self.length * self.layer.inputWidth, seed: 5)
        self.output = self.fixture.zeros(self.length * self.layer.outputWidth)
        self.logSums = self.fixture.zeros(self.length * self.layer.headCount)
    }

    @Test("is softmax(Q·Kᵀ∕√d)·V of what each row may see")
    func definition() throws {
        try self.compute()
        for head in 0..<4 {
            for row in stride(from: 0, to: self.length, by: 25) {
                let keys = (0...row).map { self.vector(row: $0, column: 4 + head / 2) }
                let query = self.vector(row: row, column: head)
                let weights = keys.map { exp(zip($0, query).reduce(0) { $0 + $1.0 * $1.1 } / 2) }
                let sum = weights.reduce(0, +)
                for index in 0..<4 {
                    let expected = (0...row).reduce(0) {
                        $0 + weights[$1] / sum * self.vector(row: $1, column: 6 + head / 2)[index]
                    }
                    let found = Double(self.output[row * 16 + head * 4 + index])
                    #expect(abs(found - expected) < 1e-5)
                }
            }
        }
    }

    @Test("has the gradient that differences along random directions have")
    func gradient() throws {
        let c = self.fixture.random(self.output.count, seed: 6)
        let gradient = self.fixture.zeros(self.input.count)
        try self.compute()
        self.layer.backward(
            c.start, input: self.input.start, length: self.length, logSums: self.logSums.start, logStride: self.length,
            into: gradient.start, scratch: self.scratch, blas: try BLAS.shared())
        for seed in 10..<16 {
            let direction = self.fixture.random(self.input.count, seed: UInt64(seed))
            let above = try self.loss(c, moved: 1.0 / 256, along: direction)
            let below = try self.loss(c, moved: -1.0 / 256, along: direction)
            let expected = gradient.dot(direction)
            #expect(abs((above - below) * 128 - expected) < 1e-3 * max(1, abs(expected)))
        }
    }

    private var scratch: UnsafeMutablePointer<Float> {
        self.fixture.arena.floats(CausalAttention.scratchSize(longest: self.length))
    }

    private func compute() throws {
        self.layer.forward(
            self.input.start, length: self.length, into: self.output.start, logSums: self.logSums.start,
            logStride: self.length, scratch: self.scratch, blas: try BLAS.shared())
    }

    private func loss(
        _ c: UnsafeMutableBufferPointer<Float>, moved step: Float, along direction: UnsafeMutableBufferPointer<Float>
    ) throws -> Double {
        for index in self.input.indices { self.input[index] += step * direction[index] }
        try self.compute()
        for index in self.input.indices { self.input[index] -= step * direction[index] }
        return self.output.dot(c)
    }

    /// One of the eight vectors of a row: four of queries, two of keys, two of values.
    private func vector(row: Int, column: Int) -> [Double] {
        (0..<4).map { Double(self.input[row * 32 + column * 4 + $0]) }
    }
}
