/// The final norm and the head, at the rows that are wanted.
struct Readout: Sendable {
    /// One of the two heads.
    enum Head: Sendable {
        case language(LanguageHead)
        case value(ValueHead)
    }

    let norm: RMSNorm
    let head: Head

    init(_ head: TransformerHead, in layout: ParameterLayout, configuration: ModelConfiguration) {
        self.norm = RMSNorm("model.norm", in: layout, configuration: configuration)
        self.head =
            switch head {
            case .language: .language(LanguageHead(in: layout, configuration: configuration))
            case .value: .value(ValueHead(in: layout, configuration: configuration))
            }
    }

    /// What the forward pass leaves, and room for the backward pass; a row for each that is wanted.
    struct Activations {
        let hidden: UnsafeMutablePointer<Float>
        let reciprocals: UnsafeMutablePointer<Float>
        let normed: UnsafeMutablePointer<Float>
        let dHidden: UnsafeMutablePointer<Float>
        let dNormed: UnsafeMutablePointer<Float>
        /// Log-probabilities, or values; and their gradient.
        let outputs: UnsafeMutablePointer<Float>
        let dOutputs: UnsafeMutablePointer<Float>
        let entropies: UnsafeMutablePointer<Float>
        let dEntropies: UnsafeMutablePointer<Float>
        let logits: UnsafeMutablePointer<Float>
    }

    func activations(rows: Int, in arena: Arena) -> Activations {
        let width = self.norm.width
        let logits =
            switch self.head {
            case .language(let head): min(head.blockRows, rows) * head.vocabularySize
            case .value: 0
            }
        return Activations(
            hidden: arena.floats(rows * width), reciprocals: arena.floats(rows), normed: arena.floats(rows * width),
            dHidden: arena.floats(rows * width), dNormed: arena.floats(rows * width), outputs: arena.floats(rows),
            dOutputs: arena.floats(rows), entropies: arena.floats(rows), dEntropies: arena.floats(rows),
            logits: arena.floats(logits))
    }

    func forward(
        _ stream: UnsafePointer<Float>, batch: PackedBatch, temperature: Float, keeping a: Activations,
        in computation: Computation
    ) {
        let width = self.norm.width
        let rows = batch.wantedRows.count
        for (index, row) in batch.wantedRows.enumerated() {
            (a.hidden + index * width).update(from: stream + row * width, count: width)
        }
        self.norm.forward(a.hidden, rows: rows, into: a.normed, reciprocals: a.reciprocals, in: computation)
        switch self.head {
        case .language(let head):
            head.forward(
                a.normed, targets: batch.targets, rows: rows, temperature: temperature, logProbabilities: a.outputs,
                entropies: a.entropies, logits: a.logits, in: computation)
        case .value(let head):
            head.forward(a.normed, rows: rows, into: a.outputs, in: computation)
        }
    }

    /// dStream becomes the gradient of the whole residual stream, zero at rows that are not wanted.
    func backward(
        into dStream: UnsafeMutablePointer<Float>, batch: PackedBatch, temperature: Float, keeping a: Activations,
        gradients: GradientTarget, in computation: Computation
    ) {
        let width = self.norm.width
        let rows = batch.wantedRows.count
        switch self.head {
        case .language(let head):
            head.backward(
                dLogProbabilities: a.dOutputs, dEntropies: a.dEntropies, h: a.normed, targets: batch.targets,
                rows: rows, temperature: temperature, into: a.dNormed, logits: a.logits, gradients: gradients,
                in: computation)
        case .value(let head):
            head.backward(a.dOutputs, h: a.normed, rows: rows, into: a.dNormed, gradients: gradients, in: computation)
        }
        a.dHidden.update(repeating: 0, count: rows * width)
        self.norm.backward(
            a.dNormed, x: a.hidden, reciprocals: a.reciprocals, rows: rows, addingTo: a.dHidden, gradients: gradients,
            in: computation)
        dStream.update(repeating: 0, count: batch.rows * width)
        for (index, row) in batch.wantedRows.enumerated() {
            (dStream + row * width).update(from: a.dHidden + index * width, count: width)
        }
    }

    /// What the forward pass found for a sequence.
    func output(of sequence: PackedBatch.Sequence, in a: Activations) -> SequenceOutput {
        func copy(_ rows: UnsafeMutablePointer<Float>) -> [Float] {
            Array(UnsafeBufferPointer(start: rows + sequence.wanted.lowerBound, count: sequence.wanted.count))
        }
        return switch self.head {
        case .language: SequenceOutput(logProbabilities: copy(a.outputs), entropies: copy(a.entropies))
        case .value: SequenceOutput(values: copy(a.outputs))
        }
    }

    /// Takes a loss's gradient for a sequence.
    func take(_ gradient: OutputGradient, of sequence: PackedBatch.Sequence, in a: Activations) {
        func write(_ elements: [Float], to rows: UnsafeMutablePointer<Float>) {
            precondition(
                elements.isEmpty || elements.count == sequence.wanted.count,
                "a loss's gradient needs one element for each position")
            let start = rows + sequence.wanted.lowerBound
            if elements.isEmpty {
                start.update(repeating: 0, count: sequence.wanted.count)
            } else {
                elements.withUnsafeBufferPointer {
                    guard let base = $0.baseAddress else { return }
                    start.update(from: base, count: $0.count)
                }
            }
        }
        switch self.head {
        case .language:
            write(gradient.logProbabilities, to: a.dOutputs)
            write(gradient.entropies, to: a.dEntropies)
        case .value:
            write(gradient.values, to: a.dOutputs)
        }
    }
}
