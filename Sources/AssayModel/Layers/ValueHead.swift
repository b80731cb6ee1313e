/// v = h·w + b, one number a row.
struct ValueHead: Sendable {
    let width: Int
    /// Indices of w's first element and of b among the model's parameters.
    let weight: Int
    let bias: Int

    init(in layout: ParameterLayout, configuration: ModelConfiguration) {
        self.width = configuration.hiddenSize
        self.weight = layout.offset(of: "score.weight")
        self.bias = layout.offset(of: "score.bias")
    }

    func forward(
        _ h: UnsafePointer<Float>, rows: Int, into values: UnsafeMutablePointer<Float>, in computation: Computation
    ) {
        values.update(repeating: computation.parameters[self.bias], count: rows)
        computation.blas.multiply(
            h, stride: self.width, byVector: computation.parameters + self.weight, into: values, rows: rows,
            columns: self.width, keep: 1)
    }

    /// dh = dv·w; dw += dvᵀ·h; db += Σ dv
    func backward(
        _ dValues: UnsafePointer<Float>, h: UnsafePointer<Float>, rows: Int, into dh: UnsafeMutablePointer<Float>,
        gradients: GradientTarget, in computation: Computation
    ) {
        computation.blas.multiply(
            dValues, stride: 1, by: computation.parameters + self.weight, stride: self.width, into: dh,
            stride: self.width, rows: rows, columns: self.width, inner: 1)
        if let dWeight = gradients[self.weight] {
            computation.blas.multiply(
                dValues, .transposed, stride: 1, by: h, stride: self.width, into: dWeight, stride: self.width,
                rows: 1, columns: self.width, inner: rows, keep: 1)
        }
        if let dBias = gradients[self.bias] {
            for row in 0..<rows { dBias.pointee += dValues[row] }
        }
    }
}
