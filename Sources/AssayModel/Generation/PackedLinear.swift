import CTensorKernels

/// A ``Linear`` layer as sampling computes it: its weights, and what low-rank adapters add to them, copied in the order in
/// which `tensor_packed_product` reads them.
///
/// Threads share it without a lock (`@unchecked Sendable`): they read it in products, and it is only written by
/// ``pack(_:blas:)``, between computations.
final class PackedLinear: @unchecked Sendable {
    private let linear: Linear
    private let arena = Arena()
    private let packed: UnsafeMutablePointer<Float>

    /// The weights are undefined before ``pack(_:blas:)``.
    init(_ linear: Linear) {
        self.linear = linear
        self.packed = self.arena.floats(tensor_packed_floats(linear.outputs, linear.inputs))
    }

    var outputs: Int { self.linear.outputs }

    /// Takes over what the model's parameters are now.
    func pack(_ parameters: UnsafePointer<Float>, blas: BLAS) {
        let weight = parameters + self.linear.weight
        guard !self.linear.adapters.isEmpty else {
            return tensor_pack(weight, self.packed, self.linear.outputs, self.linear.inputs)
        }
        let scratch = Arena()
        let merged = scratch.floats(self.linear.outputs * self.linear.inputs)
        merged.update(from: weight, count: self.linear.outputs * self.linear.inputs)
        for adapter in self.linear.adapters {
            blas.multiply(
                parameters + adapter.up, stride: adapter.rank, by: parameters + adapter.down, stride: adapter.inputs,
                into: merged + adapter.columns.lowerBound * adapter.inputs, stride: adapter.inputs,
                rows: adapter.columns.count, columns: adapter.inputs, inner: adapter.rank, scale: adapter.scale,
                keep: 1)
        }
        tensor_pack(merged, self.packed, self.linear.outputs, self.linear.inputs)
    }

    /// y = x·Wᵀ + b, or y += where it `adds`; x is rows × inputs and y rows × outputs.
    func forward(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, adding adds: Bool = false,
        in computation: Computation
    ) {
        tensor_packed_product(x, self.packed, y, rows, self.linear.inputs, self.linear.outputs, adds)
        if let bias = self.linear.bias {
            tensor_bias_forward(y, computation.parameters + bias, rows, self.linear.outputs, self.linear.outputs)
        }
    }
}
