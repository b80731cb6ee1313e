import AssayModel
import Foundation

/// The matrix products of a training step and nothing else, in the shapes in which the transformer asks for them: for each
/// linear layer its result and both gradients, and attention's two products forward and four backward. What a step
/// computes a second time to save memory is not among them, nor what adapters add.
struct MatrixProducts {
    private struct Product {
        var rows: Int
        var columns: Int
        var inner: Int
        var left = BLAS.Operand.plain
        var right = BLAS.Operand.plain
        var isWeightGradient = false
    }

    private let products: [Product]
    private let blas: BLAS
    /// The operands' numbers do not matter, but they must not be zero or subnormal.
    private let operand: [Float]
    private let threads: Int

    /// Additions and multiplications.
    var operations: Double { self.products.reduce(0) { $0 + 2 * Double($1.rows * $1.columns * $1.inner) } }

    init(
        _ configuration: ModelConfiguration, inputs: [SequenceInput], settings: TransformerSettings, trainsWeights: Bool
    ) throws {
        self.blas = try BLAS.shared()
        self.threads = settings.threads
        let tokens = inputs.reduce(0) { $0 + ($1.positions.last ?? 0) }
        let batches =
            settings.shards * max(1, (tokens / settings.shards + settings.tokenBudget - 1) / settings.tokenBudget)
        let positions = inputs.reduce(0) { $0 + $1.positions.count }
        var products: [Product] = []
        for _ in 0..<batches {
            for _ in 0..<configuration.layerCount {
                for (inputs, outputs) in Self.linearLayers(configuration) {
                    products += Self.linear(rows: tokens / batches, inputs: inputs, outputs: outputs)
                }
            }
            products += Self.linear(
                rows: positions / batches, inputs: configuration.hiddenSize, outputs: configuration.vocabularySize)
        }
        for input in inputs {
            let attention = Self.attention(length: input.positions.last ?? 0, dimension: configuration.headDimension)
            for _ in 0..<configuration.layerCount * configuration.headCount { products += attention }
        }
        self.products = trainsWeights ? products : products.filter { !$0.isWeightGradient }
        let largest = products.reduce(0) { max($0, $1.rows * $1.inner, $1.inner * $1.columns, $1.rows * $1.columns) }
        self.operand = (0..<largest).map { Float($0 % 17) * 0.01 + 0.01 }
    }

    /// Computes all of them once, shared out among as many threads as the transformer has.
    func compute() {
        DispatchQueue.concurrentPerform(iterations: self.threads) { thread in
            var result = [Float](repeating: 0, count: self.operand.count)
            for index in stride(from: thread, to: self.products.count, by: self.threads) {
                let product = self.products[index]
                self.blas.multiply(
                    self.operand, product.left, stride: product.left == .plain ? product.inner : product.rows,
                    by: self.operand, product.right, stride: product.right == .plain ? product.columns : product.inner,
                    into: &result, stride: product.columns, rows: product.rows, columns: product.columns,
                    inner: product.inner)
            }
        }
    }

    /// Inputs and outputs of a block's linear layers, as they are computed together.
    private static func linearLayers(_ configuration: ModelConfiguration) -> [(Int, Int)] {
        let heads = configuration.headCount * configuration.headDimension
        let shared = 2 * configuration.keyValueHeadCount * configuration.headDimension
        return [
            (configuration.hiddenSize, heads + shared), (heads, configuration.hiddenSize),
            (configuration.hiddenSize, 2 * configuration.intermediateSize),
            (configuration.intermediateSize, configuration.hiddenSize),
        ]
    }

    /// x·Wᵀ, dy·W and dyᵀ·x.
    private static func linear(rows: Int, inputs: Int, outputs: Int) -> [Product] {
        [
            Product(rows: rows, columns: outputs, inner: inputs, right: .transposed),
            Product(rows: rows, columns: inputs, inner: outputs),
            Product(rows: outputs, columns: inputs, inner: rows, left: .transposed, isWeightGradient: true),
        ]
    }

    /// Q·Kᵀ, P·V; Pᵀ·dO, dO·Vᵀ, dS·K, dSᵀ·Q.
    private static func attention(length: Int, dimension: Int) -> [Product] {
        let square = Product(rows: length, columns: length, inner: dimension, right: .transposed)
        let plain = Product(rows: length, columns: dimension, inner: length)
        let transposed = Product(rows: length, columns: dimension, inner: length, left: .transposed)
        return [square, plain, transposed, square, plain, transposed]
    }
}
