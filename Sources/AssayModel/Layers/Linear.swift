import CTensorKernels

/// y = x·Wᵀ + b, W outputs × inputs, x rows × inputs. Several projections of the same x are one layer whose outputs lie
/// side by side.
struct Linear: Sendable {
    let inputs: Int
    let outputs: Int
    /// Index of the weights' first element among the model's parameters.
    let weight: Int
    let bias: Int?
    /// What low-rank adapters add to some of the outputs.
    let adapters: [LowRankAdapter]

    /// The layer of one or more projections, whose tensors follow one another in the layout.
    init(_ names: [String], in layout: ParameterLayout, adaptedBy adapters: LowRankSettings?) {
        let entries = names.compactMap { layout[$0 + ".weight"] }
        precondition(entries.count == names.count, "the model lacks one of \(names)")
        self.inputs = entries[0].shape[1]
        self.outputs = entries.reduce(0) { $0 + $1.shape[0] }
        self.weight = entries[0].offset
        self.bias = layout[names[0] + ".bias"]?.offset
        var first = 0
        self.adapters = zip(names, entries).compactMap { name, entry in
            defer { first += entry.shape[0] }
            return adapters.flatMap {
                LowRankAdapter(of: name, columns: first..<first + entry.shape[0], in: layout, settings: $0)
            }
        }
    }

    /// A head's logits.
    init(_ head: LanguageHead) {
        self.inputs = head.width
        self.outputs = head.vocabularySize
        self.weight = head.weight
        self.bias = nil
        self.adapters = []
    }

    /// y = keep·y + x·Wᵀ + b
    func forward(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, keep: Float = 0,
        in computation: Computation
    ) {
        let weight = computation.parameters + self.weight
        if rows == 1 {
            computation.blas.multiply(
                weight, stride: self.inputs, byVector: x, into: y, rows: self.outputs, columns: self.inputs, keep: keep)
        } else {
            computation.blas.multiply(
                x, stride: self.inputs, by: weight, .transposed, stride: self.inputs, into: y, stride: self.outputs,
                rows: rows, columns: self.outputs, inner: self.inputs, keep: keep)
        }
        if let bias = self.bias {
            tensor_bias_forward(y, computation.parameters + bias, rows, self.outputs, self.outputs)
        }
        for adapter in self.adapters {
            adapter.forward(x, rows: rows, into: y, stride: self.outputs, in: computation)
        }
    }

    /// dx = dy·W; dW += dyᵀ·x; db += Σ dy
    func backward(
        _ dy: UnsafePointer<Float>, x: UnsafePointer<Float>, rows: Int, into dx: UnsafeMutablePointer<Float>,
        gradients: GradientTarget, in computation: Computation
    ) {
        computation.blas.multiply(
            dy, stride: self.outputs, by: computation.parameters + self.weight, stride: self.inputs, into: dx,
            stride: self.inputs, rows: rows, columns: self.inputs, inner: self.outputs)
        if let dWeight = gradients[self.weight] {
            computation.blas.multiply(
                dy, .transposed, stride: self.outputs, by: x, stride: self.inputs, into: dWeight, stride: self.inputs,
                rows: self.outputs, columns: self.inputs, inner: rows, keep: 1)
        }
        if let bias = self.bias, let dBias = gradients[bias] {
            tensor_bias_backward(dy, dBias, rows, self.outputs, self.outputs)
        }
        for adapter in self.adapters {
            adapter.backward(
                dy, stride: self.outputs, x: x, rows: rows, into: dx, gradients: gradients, in: computation)
        }
    }
}
