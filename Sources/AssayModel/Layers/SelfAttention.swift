/// Queries, keys and values of the rows, rotated by their positions; attention within each sequence; the projection of
/// what it brings back.
struct SelfAttention: Sendable {
    let projections: Linear
    let rotary: RotaryPositions
    let attention: CausalAttention
    let output: Linear

    init(
        _ name: String, in layout: ParameterLayout, configuration: ModelConfiguration, rotary: RotaryPositions,
        adapters: LowRankSettings?
    ) {
        self.projections = Linear(
            ["q", "k", "v"].map { "\(name).\($0)_proj" }, in: layout, adaptedBy: adapters)
        self.rotary = rotary
        self.attention = CausalAttention(configuration)
        self.output = Linear(["\(name).o_proj"], in: layout, adaptedBy: adapters)
    }

    /// What the forward pass leaves for the backward pass.
    struct Activations {
        /// rows × (heads + 2·key/value heads)·dimension, queries and keys rotated.
        let queriesKeysValues: UnsafeMutablePointer<Float>
        /// rows × heads·dimension
        let attended: UnsafeMutablePointer<Float>
        /// heads × rows: log Σ e^score.
        let logSums: UnsafeMutablePointer<Float>
        /// Floats from one head's to the next.
        let logStride: Int
    }

    func activations(rows: Int, in arena: Arena) -> Activations {
        Activations(
            queriesKeysValues: arena.floats(rows * self.attention.inputWidth),
            attended: arena.floats(rows * self.attention.outputWidth),
            logSums: arena.floats(rows * self.attention.headCount), logStride: rows)
    }

    /// y += attention over x
    func forward(
        _ x: UnsafePointer<Float>, batch: PackedBatch, addingTo y: UnsafeMutablePointer<Float>,
        keeping activations: Activations, scratch: Scratch, in computation: Computation
    ) {
        let width = self.attention.inputWidth
        self.projections.forward(x, rows: batch.rows, into: activations.queriesKeysValues, in: computation)
        self.rotary.forward(
            activations.queriesKeysValues, positions: batch.positions, rows: batch.rows, stride: width,
            heads: self.attention.headCount + self.attention.keyValueHeadCount)
        for sequence in batch.sequences {
            self.attention.forward(
                activations.queriesKeysValues + sequence.start * width, length: sequence.length,
                into: activations.attended + sequence.start * self.attention.outputWidth,
                logSums: activations.logSums + sequence.start, logStride: activations.logStride,
                scratch: scratch.attention, blas: computation.blas)
        }
        self.output.forward(activations.attended, rows: batch.rows, into: y, keep: 1, in: computation)
    }

    func backward(
        _ dy: UnsafePointer<Float>, x: UnsafePointer<Float>, batch: PackedBatch, keeping activations: Activations,
        into dx: UnsafeMutablePointer<Float>, scratch: Scratch, gradients: GradientTarget, in computation: Computation
    ) {
        let width = self.attention.inputWidth
        let dAttended = scratch.dAttended
        let dInput = scratch.dQueriesKeysValues
        self.output.backward(
            dy, x: activations.attended, rows: batch.rows, into: dAttended, gradients: gradients, in: computation)
        for sequence in batch.sequences {
            self.attention.backward(
                dAttended + sequence.start * self.attention.outputWidth,
                input: activations.queriesKeysValues + sequence.start * width, length: sequence.length,
                logSums: activations.logSums + sequence.start, logStride: activations.logStride,
                into: dInput + sequence.start * width, scratch: scratch.attention, blas: computation.blas)
        }
        self.rotary.backward(
            dInput, positions: batch.positions, rows: batch.rows, stride: width,
            heads: self.attention.headCount + self.attention.keyValueHeadCount)
        self.projections.backward(dInput, x: x, rows: batch.rows, into: dx, gradients: gradients, in: computation)
    }
}
