/// What the layers need to compute: the products, the model's parameters, and room for the low-rank adapters' inner
/// activations. Each thread has its own.
struct Computation {
    let blas: BLAS
    /// The model's parameters, from the layout's first.
    let parameters: UnsafePointer<Float>
    /// rows × rank, twice; touched only by layers that have an adapter.
    let lowRank: UnsafeMutablePointer<Float>
}

/// Where the backward pass adds the gradients of parameters.
struct GradientTarget {
    /// The gradient of the first trainable parameter.
    let base: UnsafeMutablePointer<Float>
    /// Which of the model's parameters are trained, as indices into them.
    let trainable: Range<Int>

    /// The gradient of the parameter at an index; nil where it is frozen.
    subscript(offset: Int) -> UnsafeMutablePointer<Float>? {
        self.trainable.contains(offset) ? self.base + (offset - self.trainable.lowerBound) : nil
    }
}
