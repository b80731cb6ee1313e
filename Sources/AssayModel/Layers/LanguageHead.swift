import CTensorKernels

/// log p of given tokens, and the entropy, under softmax(h·Wᵀ∕temperature), W vocabulary × hidden size.
///
/// Logits are computed a block of rows at a time and again in the backward pass: those of all rows would be by far the
/// largest of the activations.
struct LanguageHead: Sendable {
    let vocabularySize: Int
    let width: Int
    /// Index of the matrix's first element among the model's parameters: the embedding's where they are tied.
    let weight: Int

    init(in layout: ParameterLayout, configuration: ModelConfiguration) {
        self.vocabularySize = configuration.vocabularySize
        self.width = configuration.hiddenSize
        self.weight = layout.offset(
            of: configuration.tiesEmbeddings ? "model.embed_tokens.weight" : "lm_head.weight")
    }

    /// Rows whose logits are computed together: about a megabyte of them, but enough for the products to be fast.
    var blockRows: Int { max(128, 262_144 / self.vocabularySize) }

    /// logits = h·Wᵀ, rows × vocabulary.
    func logits(
        _ h: UnsafePointer<Float>, rows: Int, into logits: UnsafeMutablePointer<Float>, in computation: Computation
    ) {
        computation.blas.multiply(
            h, stride: self.width, by: computation.parameters + self.weight, .transposed, stride: self.width,
            into: logits, stride: self.vocabularySize, rows: rows, columns: self.vocabularySize, inner: self.width)
    }

    /// - Parameters:
    ///   - h: rows × hidden size, normed.
    ///   - logits: room for ``blockRows`` × vocabulary.
    func forward(
        _ h: UnsafePointer<Float>, targets: UnsafePointer<Int32>, rows: Int, temperature: Float,
        logProbabilities: UnsafeMutablePointer<Float>, entropies: UnsafeMutablePointer<Float>,
        logits: UnsafeMutablePointer<Float>, in computation: Computation
    ) {
        for first in stride(from: 0, to: rows, by: self.blockRows) {
            let count = min(self.blockRows, rows - first)
            self.logits(h + first * self.width, rows: count, into: logits, in: computation)
            tensor_log_softmax_forward(
                logits, targets + first, logProbabilities + first, entropies + first, count, self.vocabularySize,
                1 / temperature)
        }
    }

    /// dh and dW from q = ∂L∕∂log p and e = ∂L∕∂H, one a row.
    func backward(
        dLogProbabilities q: UnsafePointer<Float>, dEntropies e: UnsafePointer<Float>, h: UnsafePointer<Float>,
        targets: UnsafePointer<Int32>, rows: Int, temperature: Float, into dh: UnsafeMutablePointer<Float>,
        logits: UnsafeMutablePointer<Float>, gradients: GradientTarget, in computation: Computation
    ) {
        let blas = computation.blas
        let vocabulary = self.vocabularySize
        for first in stride(from: 0, to: rows, by: self.blockRows) {
            let count = min(self.blockRows, rows - first)
            let hidden = h + first * self.width
            self.logits(hidden, rows: count, into: logits, in: computation)
            tensor_log_softmax_backward(
                logits, targets + first, q + first, e + first, count, vocabulary, 1 / temperature)
            blas.multiply(
                logits, stride: vocabulary, by: computation.parameters + self.weight, stride: self.width,
                into: dh + first * self.width, stride: self.width, rows: count, columns: self.width, inner: vocabulary)
            guard let dWeight = gradients[self.weight] else { continue }
            blas.multiply(
                logits, .transposed, stride: vocabulary, by: hidden, stride: self.width, into: dWeight,
                stride: self.width, rows: vocabulary, columns: self.width, inner: count, keep: 1)
        }
    }
}
