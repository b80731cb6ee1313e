import CTensorKernels

/// y = x ∕ √(mean x² + ε)·weight, row by row (Zhang and Sennrich, 2019).
struct RMSNorm: Sendable {
    let width: Int
    let epsilon: Float
    /// Index of the weights' first element among the model's parameters.
    let weight: Int

    init(_ name: String, in layout: ParameterLayout, configuration: ModelConfiguration) {
        self.width = configuration.hiddenSize
        self.epsilon = Float(configuration.normEpsilon)
        self.weight = layout.offset(of: name + ".weight")
    }

    /// Keeps 1 ∕ √(mean x² + ε) of each row.
    func forward(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>,
        reciprocals: UnsafeMutablePointer<Float>, in computation: Computation
    ) {
        tensor_rmsnorm_forward(
            x, computation.parameters + self.weight, y, reciprocals, rows, self.width, self.epsilon)
    }

    /// dx += what comes through the norm, so that the gradient that goes past it can be there already.
    func backward(
        _ dy: UnsafePointer<Float>, x: UnsafePointer<Float>, reciprocals: UnsafePointer<Float>, rows: Int,
        addingTo dx: UnsafeMutablePointer<Float>, gradients: GradientTarget, in computation: Computation
    ) {
        tensor_rmsnorm_backward(
            dy, x, computation.parameters + self.weight, reciprocals, dx, gradients[self.weight], rows, self.width)
    }
}
