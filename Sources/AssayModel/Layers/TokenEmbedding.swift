import CTensorKernels

/// A row of a matrix for each token: vocabulary × hidden size.
struct TokenEmbedding: Sendable {
    let vocabularySize: Int
    let width: Int
    /// Index of the matrix's first element among the model's parameters.
    let weight: Int

    init(in layout: ParameterLayout, configuration: ModelConfiguration) {
        self.vocabularySize = configuration.vocabularySize
        self.width = configuration.hiddenSize
        self.weight = layout.offset(of: "model.embed_tokens.weight")
    }

    func forward(
        _ tokens: UnsafePointer<Int32>, rows: Int, into y: UnsafeMutablePointer<Float>, in computation: Computation
    ) {
        for row in 0..<rows {
            let vector = computation.parameters + self.weight + Int(tokens[row]) * self.width
            (y + row * self.width).update(from: vector, count: self.width)
        }
    }

    func backward(_ dy: UnsafePointer<Float>, tokens: UnsafePointer<Int32>, rows: Int, gradients: GradientTarget) {
        guard let dWeight = gradients[self.weight] else { return }
        for row in 0..<rows {
            tensor_add_scaled(dy + row * self.width, dWeight + Int(tokens[row]) * self.width, self.width, 1)
        }
    }
}
