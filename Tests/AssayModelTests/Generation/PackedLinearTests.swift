import AssayRandom
import Testing

@testable import AssayModel

@Suite struct PackedLinearTests {
    private func values(_ count: Int, _ key: Int) -> [Float] {
        var stream = RandomStream(seed: 3, key: [count, key])
        return (0..<count).map { _ in Float(stream.uniform() - 0.5) }
    }

    @Test(arguments: [(1, 1), (31, 7), (32, 12), (33, 5), (70, 48), (96, 130)])
    func multiplies(_ outputs: Int, _ inputs: Int) throws {
        var layout = ParameterLayout()
        layout.append("layer.weight", shape: [outputs, inputs])
        layout.append("layer.bias", shape: [outputs])
        let linear = Linear(["layer"], in: layout, adaptedBy: nil)
        let parameters = self.values(layout.count, 0)
        let x = self.values(21 * inputs, 1)
        let packed = PackedLinear(linear)
        let blas = try BLAS.shared()
        packed.pack(parameters, blas: blas)
        try parameters.withUnsafeBufferPointer { buffer in
            let arena = Arena()
            let computation = Computation(
                blas: blas, parameters: try #require(buffer.baseAddress), lowRank: arena.floats(0))
            var whole = [Float](repeating: 0, count: 21 * outputs)
            packed.forward(x, rows: 21, into: &whole, in: computation)
            for row in 0..<21 {
                for output in 0..<outputs {
                    let exact = (0..<inputs).reduce(Double(parameters[outputs * inputs + output])) {
                        $0 + Double(x[row * inputs + $1]) * Double(parameters[output * inputs + $1])
                    }
                    #expect(abs(Double(whole[row * outputs + output]) - exact) < 1e-5)
                }
            }
            // However many rows there are, each is the same to the last bit.
            for rows in 1...20 {
                var part = [Float](repeating: 1, count: rows * outputs)
                packed.forward(x, rows: rows, into: &part, in: computation)
                #expect(part == Array(whole.prefix(rows * outputs)))
                packed.forward(x, rows: rows, into: &part, adding: true, in: computation)
                for (index, sum) in part.enumerated() { #expect(abs(sum - 2 * whole[index]) < 1e-5) }
            }
        }
    }
}
