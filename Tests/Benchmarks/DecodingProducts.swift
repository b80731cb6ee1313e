import AssayModel
import Dispatch

/// The products of sampling's forward passes with a model's weights, by BLAS, and nothing else.
///
/// Each thread has buffers of its own (`@unchecked Sendable`).
final class DecodingProducts: @unchecked Sendable {
    private let model: Transformer
    private let blas: BLAS
    private let passes: [(read: Int, wanted: Int)]
    /// One a shard; what the numbers are does not matter, but they must not be zero or subnormal.
    private let inputs: [UnsafeMutableBufferPointer<Float>]
    private let results: [UnsafeMutableBufferPointer<Float>]

    /// - Parameter passes: how many tokens each reads, and of how many the next is wanted.
    init(_ model: Transformer, passes: [(read: Int, wanted: Int)], shards: Int) throws {
        let configuration = model.configuration
        let rows = passes.reduce(0) { max($0, $1.read) }
        self.model = model
        self.blas = try BLAS.shared()
        self.passes = passes
        func buffers(_ width: Int) -> [UnsafeMutableBufferPointer<Float>] {
            (0..<shards).map { _ in
                let buffer = UnsafeMutableBufferPointer<Float>.allocate(capacity: rows * width)
                buffer.initialize(repeating: 0.01)
                return buffer
            }
        }
        self.inputs = buffers(max(configuration.intermediateSize, configuration.hiddenSize))
        self.results = buffers(max(2 * configuration.intermediateSize, configuration.vocabularySize))
    }

    deinit { for buffer in self.inputs + self.results { buffer.deallocate() } }

    /// Computes all of them once, each shard on its thread.
    func compute() {
        DispatchQueue.concurrentPerform(iterations: self.inputs.count) { shard in
            for pass in self.passes { self.compute(pass, shard) }
        }
    }

    private func compute(_ pass: (read: Int, wanted: Int), _ shard: Int) {
        let configuration = self.model.configuration
        let hidden = configuration.hiddenSize
        let heads = configuration.headCount * configuration.headDimension
        let shared = 2 * configuration.keyValueHeadCount * configuration.headDimension
        let rows = self.share(of: pass.read, shard)
        for layer in 0..<configuration.layerCount {
            let prefix = "model.layers.\(layer)."
            self.multiply(rows, prefix + "self_attn.q_proj", hidden, heads + shared, shard)
            self.multiply(rows, prefix + "self_attn.o_proj", heads, hidden, shard)
            self.multiply(rows, prefix + "mlp.gate_proj", hidden, 2 * configuration.intermediateSize, shard)
            self.multiply(rows, prefix + "mlp.down_proj", configuration.intermediateSize, hidden, shard)
        }
        self.multiply(
            self.share(of: pass.wanted, shard), "model.embed_tokens", hidden, configuration.vocabularySize, shard)
    }

    /// A shard's rows.
    private func share(of rows: Int, _ shard: Int) -> Int {
        rows * (shard + 1) / self.inputs.count - rows * shard / self.inputs.count
    }

    /// With a tensor and those that follow it, as far as they read the same inputs.
    private func multiply(_ rows: Int, _ name: String, _ inputs: Int, _ outputs: Int, _ shard: Int) {
        guard let weight = self.model.parameters[name + ".weight"]?.baseAddress,
            let x = self.inputs[shard].baseAddress, let y = self.results[shard].baseAddress
        else { preconditionFailure("no \(name)") }
        guard rows != 1 else {
            return self.blas.multiply(weight, stride: inputs, byVector: x, into: y, rows: outputs, columns: inputs)
        }
        guard rows > 0 else { return }
        self.blas.multiply(
            x, stride: inputs, by: weight, .transposed, stride: inputs, into: y, stride: outputs, rows: rows,
            columns: outputs, inner: inputs)
    }
}
