/// What an adapter adds to some outputs of a ``Linear`` layer: scale·(x·Aᵀ)·Bᵀ, A rank × inputs, B outputs × rank.
struct LowRankAdapter: Sendable {
    /// Which of the layer's outputs.
    let columns: Range<Int>
    let inputs: Int
    let rank: Int
    let scale: Float
    /// Indices of A's and B's first elements among the model's parameters.
    let down: Int
    let up: Int

    /// The adapter of a projection; nil if it has none.
    init?(of name: String, columns: Range<Int>, in layout: ParameterLayout, settings: LowRankSettings) {
        guard let down = layout[LowRankSettings.down(of: name)], let up = layout[LowRankSettings.up(of: name)] else {
            return nil
        }
        self.columns = columns
        self.inputs = down.shape[1]
        self.rank = down.shape[0]
        self.scale = settings.scale
        self.down = down.offset
        self.up = up.offset
    }

    /// y[:, columns] += scale·(x·Aᵀ)·Bᵀ
    func forward(
        _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, stride: Int,
        in computation: Computation
    ) {
        self.reduce(x, rows: rows, into: computation.lowRank, in: computation)
        computation.blas.multiply(
            computation.lowRank, stride: self.rank, by: computation.parameters + self.up, .transposed,
            stride: self.rank, into: y + self.columns.lowerBound, stride: stride, rows: rows,
            columns: self.columns.count, inner: self.rank, scale: self.scale, keep: 1)
    }

    /// With z = x·Aᵀ, made again: dB += scale·dyᵀ·z; dz = scale·dy·B; dA += dzᵀ·x; dx += dz·A
    func backward(
        _ dy: UnsafePointer<Float>, stride: Int, x: UnsafePointer<Float>, rows: Int,
        into dx: UnsafeMutablePointer<Float>, gradients: GradientTarget, in computation: Computation
    ) {
        let blas = computation.blas
        let dy = dy + self.columns.lowerBound
        let z = computation.lowRank
        let dz = z + rows * self.rank
        self.reduce(x, rows: rows, into: z, in: computation)
        if let dUp = gradients[self.up] {
            blas.multiply(
                dy, .transposed, stride: stride, by: z, stride: self.rank, into: dUp, stride: self.rank,
                rows: self.columns.count, columns: self.rank, inner: rows, scale: self.scale, keep: 1)
        }
        blas.multiply(
            dy, stride: stride, by: computation.parameters + self.up, stride: self.rank, into: dz, stride: self.rank,
            rows: rows, columns: self.rank, inner: self.columns.count, scale: self.scale)
        if let dDown = gradients[self.down] {
            blas.multiply(
                dz, .transposed, stride: self.rank, by: x, stride: self.inputs, into: dDown, stride: self.inputs,
                rows: self.rank, columns: self.inputs, inner: rows, keep: 1)
        }
        blas.multiply(
            dz, stride: self.rank, by: computation.parameters + self.down, stride: self.inputs, into: dx,
            stride: self.inputs, rows: rows, columns: self.inputs, inner: self.rank, keep: 1)
    }

    /// W[columns] += scale·B·A, W being the layer's weights, which lie at the same place in a model without adapters.
    func merge(into weight: UnsafeMutablePointer<Float>, parameters: UnsafePointer<Float>, blas: BLAS) {
        blas.multiply(
            parameters + self.up, stride: self.rank, by: parameters + self.down, stride: self.inputs,
            into: weight + self.columns.lowerBound * self.inputs, stride: self.inputs, rows: self.columns.count,
            columns: self.inputs, inner: self.rank, scale: self.scale, keep: 1)
    }

    /// z = x·Aᵀ
    private func reduce(
        _ x: UnsafePointer<Float>, rows: Int, into z: UnsafeMutablePointer<Float>, in computation: Computation
    ) {
        computation.blas.multiply(
            x, stride: self.inputs, by: computation.parameters + self.down, .transposed, stride: self.inputs, into: z,
            stride: self.rank, rows: rows, columns: self.rank, inner: self.inputs)
    }
}
