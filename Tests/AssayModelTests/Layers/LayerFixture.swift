import AssayRandom
import Testing

@testable import AssayModel

/// What a layer needs to be tested alone: random parameters of a small model, gradients for all of them, and a loss
/// Σ c∘y with random c, so that c is the gradient of y.
final class LayerFixture {
    let configuration: ModelConfiguration
    let layout: ParameterLayout
    let parameters: ParameterStorage
    let gradients: ParameterStorage
    let arena = Arena()
    private let blas: BLAS
    private let lowRank: UnsafeMutablePointer<Float>

    static let configuration = ModelConfiguration(
        vocabularySize: 19, hiddenSize: 12, intermediateSize: 20, layerCount: 1, headCount: 4, keyValueHeadCount: 2,
        headDimension: 4, tiesEmbeddings: true, hasAttentionBias: true, maximumPositions: 256)

    init(
        _ configuration: ModelConfiguration = LayerFixture.configuration, head: TransformerHead = .language,
        adapters: LowRankSettings? = nil
    ) throws {
        self.configuration = configuration
        self.layout = ParameterLayout(configuration, head: head, adapters: adapters)
        self.parameters = ParameterStorage(layout: self.layout)
        self.gradients = ParameterStorage(layout: self.layout)
        self.blas = try BLAS.shared()
        self.lowRank = self.arena.floats(1024)
        var stream = RandomStream(seed: 3)
        for index in self.parameters.elements.indices { self.parameters.elements[index] = stream.number() }
    }

    var computation: Computation {
        Computation(blas: self.blas, parameters: UnsafePointer(self.parameters.base), lowRank: self.lowRank)
    }

    var target: GradientTarget {
        GradientTarget(base: self.gradients.base, trainable: 0..<self.layout.count)
    }

    /// Random numbers in −1 ..< 1.
    func random(_ count: Int, seed: UInt64) -> UnsafeMutableBufferPointer<Float> {
        var stream = RandomStream(seed: seed)
        let values = self.zeros(count)
        for index in values.indices { values[index] = stream.number() }
        return values
    }

    func zeros(_ count: Int) -> UnsafeMutableBufferPointer<Float> {
        let base = self.arena.floats(count)
        base.update(repeating: 0, count: count)
        return UnsafeMutableBufferPointer(start: base, count: count)
    }

    /// Two sequences of 5 and 3 rows.
    var batch: PackedBatch {
        PackedBatch(
            [
                SequenceInput(tokens: [3, 1, 4, 1, 5, 9], positions: [1, 3, 5]),
                SequenceInput(tokens: [2, 6, 5, 3], positions: [2, 3]),
            ], indices: [0, 1])
    }

    func scratch(rows: Int) -> Scratch { Scratch(rows: rows, configuration: self.configuration, in: self.arena) }

    /// Whether gradients are what central differences of the loss say, element by element.
    func expect(
        _ gradient: UnsafeMutableBufferPointer<Float>, of values: UnsafeMutableBufferPointer<Float>, _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation, loss: () -> Double
    ) {
        let step: Float = 1.0 / 128
        let numeric = values.indices.map { index -> Double in
            let value = values[index]
            values[index] = value + step
            let above = loss()
            values[index] = value - step
            let below = loss()
            values[index] = value
            return (above - below) / Double(2 * step)
        }
        let size = gradient.reduce(0) { max($0, Double(abs($1))) }
        #expect(size > 0, "\(name) has no gradient", sourceLocation: sourceLocation)
        let errors = zip(numeric, gradient).map { abs($0 - Double($1)) }
        let worst = errors.indices.max { errors[$0] < errors[$1] } ?? 0
        #expect(
            errors[worst] < 1e-3 * max(size, 1), "\(name)[\(worst)]: \(gradient[worst]), numerically \(numeric[worst])",
            sourceLocation: sourceLocation)
    }

    /// As ``expect(_:of:_:sourceLocation:loss:)``, for parameters of a name that contains a text.
    func expectParameters(
        _ part: String = "", sourceLocation: SourceLocation = #_sourceLocation, loss: () -> Double
    ) throws {
        let entries = self.layout.entries.filter { $0.name.contains(part) }
        try #require(!entries.isEmpty)
        for entry in entries {
            let gradient = try #require(self.gradients[entry.name])
            let values = try #require(self.parameters[entry.name])
            self.expect(gradient, of: values, entry.name, sourceLocation: sourceLocation, loss: loss)
        }
    }
}

extension RandomStream {
    /// In −1 ..< 1.
    mutating func number() -> Float { Float(2 * self.uniform() - 1) }
}

extension UnsafeMutableBufferPointer<Float> {
    /// Where its elements begin; it must have some.
    var start: UnsafeMutablePointer<Float> {
        guard let base = self.baseAddress else { fatalError("it has none") }
        return base
    }

    /// Σ self∘other in Float64.
    func dot(_ other: UnsafeMutableBufferPointer<Float>) -> Double {
        zip(self, other).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
}
