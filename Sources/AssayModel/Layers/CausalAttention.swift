import CTensorKernels

/// softmax(Q·Kᵀ∕√d)·V of one sequence, each position looking at itself and those before it; several heads of queries
/// share one of keys and values (Ainslie et al., 2023).
///
/// A row of the input holds the queries' heads, then the keys', then the values'. Queries are taken in blocks of rows,
/// which look no further than the block's end: half of the square is never computed. The probabilities are not kept but
/// made again from each row's log Σ e^score, so that what is kept grows with the length and not with its square.
struct CausalAttention: Sendable {
    let headCount: Int
    let keyValueHeadCount: Int
    let dimension: Int
    /// Rows of queries that are computed together.
    static let blockRows = 128

    init(_ configuration: ModelConfiguration) {
        self.headCount = configuration.headCount
        self.keyValueHeadCount = configuration.keyValueHeadCount
        self.dimension = configuration.headDimension
    }

    /// Floats of a row of queries, keys and values.
    var inputWidth: Int { (self.headCount + 2 * self.keyValueHeadCount) * self.dimension }
    /// Floats of a row of the result.
    var outputWidth: Int { self.headCount * self.dimension }
    var scale: Float { 1 / Float(self.dimension).squareRoot() }

    /// Floats of room that the passes need for sequences up to a length.
    static func scratchSize(longest: Int) -> Int { 2 * min(self.blockRows, longest) * longest }

    /// - Parameters:
    ///   - logSums: head by head, `logStride` floats apart, one a row.
    func forward(
        _ input: UnsafePointer<Float>, length: Int, into output: UnsafeMutablePointer<Float>,
        logSums: UnsafeMutablePointer<Float>, logStride: Int, scratch: UnsafeMutablePointer<Float>, blas: BLAS
    ) {
        for head in 0..<self.headCount {
            let (queries, keys, values) = self.columns(of: head)
            for first in stride(from: 0, to: length, by: Self.blockRows) {
                let rows = min(Self.blockRows, length - first)
                let seen = first + rows
                self.score(input, queries, keys, first: first, rows: rows, into: scratch, blas: blas)
                tensor_causal_softmax_forward(
                    scratch, logSums + head * logStride + first, rows, seen, seen, first, self.scale)
                blas.multiply(
                    scratch, stride: seen, by: input + values, stride: self.inputWidth,
                    into: output + first * self.outputWidth + head * self.dimension, stride: self.outputWidth,
                    rows: rows, columns: self.dimension, inner: seen)
            }
        }
    }

    /// dInput becomes the gradient of queries, keys and values. With P the probabilities and S the scores: dV = Pᵀ·dO;
    /// dP = dO·Vᵀ; dQ = dS·K; dK = dSᵀ·Q.
    func backward(
        _ dOutput: UnsafePointer<Float>, input: UnsafePointer<Float>, length: Int,
        logSums: UnsafePointer<Float>, logStride: Int, into dInput: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, blas: BLAS
    ) {
        dInput.update(repeating: 0, count: length * self.inputWidth)
        for head in 0..<self.headCount {
            for first in stride(from: 0, to: length, by: Self.blockRows) {
                self.backward(
                    dOutput + first * self.outputWidth + head * self.dimension, input: input, head: head, first: first,
                    rows: min(Self.blockRows, length - first), logSums: logSums + head * logStride + first,
                    into: dInput, scratch: scratch, blas: blas)
            }
        }
    }

    private func backward(
        _ dOutput: UnsafePointer<Float>, input: UnsafePointer<Float>, head: Int, first: Int, rows: Int,
        logSums: UnsafePointer<Float>, into dInput: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>,
        blas: BLAS
    ) {
        let (queries, keys, values) = self.columns(of: head)
        let width = self.inputWidth
        let seen = first + rows
        let probabilities = scratch
        let dScores = scratch + rows * seen
        self.score(input, queries, keys, first: first, rows: rows, into: probabilities, blas: blas)
        tensor_causal_softmax_again(probabilities, logSums, rows, seen, seen, first, self.scale)
        blas.multiply(
            probabilities, .transposed, stride: seen, by: dOutput, stride: self.outputWidth, into: dInput + values,
            stride: width, rows: seen, columns: self.dimension, inner: rows, keep: 1)
        blas.multiply(
            dOutput, stride: self.outputWidth, by: input + values, .transposed, stride: width, into: dScores,
            stride: seen, rows: rows, columns: seen, inner: self.dimension)
        tensor_causal_softmax_backward(probabilities, dScores, rows, seen, seen, first, self.scale)
        blas.multiply(
            dScores, stride: seen, by: input + keys, stride: width, into: dInput + first * width + queries,
            stride: width, rows: rows, columns: self.dimension, inner: seen)
        blas.multiply(
            dScores, .transposed, stride: seen, by: input + first * width + queries, stride: width,
            into: dInput + keys, stride: width, rows: seen, columns: self.dimension, inner: rows, keep: 1)
    }

    /// S = Q·Kᵀ of a block's rows and the columns up to its end.
    private func score(
        _ input: UnsafePointer<Float>, _ queries: Int, _ keys: Int, first: Int, rows: Int,
        into scores: UnsafeMutablePointer<Float>, blas: BLAS
    ) {
        blas.multiply(
            input + first * self.inputWidth + queries, stride: self.inputWidth, by: input + keys, .transposed,
            stride: self.inputWidth, into: scores, stride: first + rows, rows: rows, columns: first + rows,
            inner: self.dimension)
    }

    /// Where in a row a head's queries, and the keys and values it looks at, begin.
    private func columns(of head: Int) -> (queries: Int, keys: Int, values: Int) {
        let shared = head / (self.headCount / self.keyValueHeadCount)
        return (
            head * self.dimension, (self.headCount + shared) * self.dimension,
            (self.headCount + self.keyValueHeadCount + shared) * self.dimension
        )
    }
}
