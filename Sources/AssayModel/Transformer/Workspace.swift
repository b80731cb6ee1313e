/// The activations of one micro-batch, used again by the next.
///
/// `@unchecked Sendable`: it goes from thread to thread through the transformer's pool, which lends it to one at a time.
final class Workspace: @unchecked Sendable {
    /// What of the forward pass is kept.
    enum Purpose: Hashable, Sendable {
        /// Nothing beyond the layer that is being computed.
        case evaluation
        /// Every layer's activations.
        case gradients
        /// Every layer's input; the rest is computed again on the way back (Chen et al., 2016).
        case checkpointedGradients
    }

    let purpose: Purpose
    /// The most rows of a micro-batch.
    let capacity: Int
    let scratch: Scratch
    /// rows × hidden size: the gradient of the residual stream.
    let dStream: UnsafeMutablePointer<Float>
    let readout: Readout.Activations
    /// See ``Computation/lowRank``.
    let lowRank: UnsafeMutablePointer<Float>
    private let streams: [UnsafeMutablePointer<Float>]
    private let layers: [DecoderLayer.Activations]
    private let arena = Arena()

    init(_ purpose: Purpose, capacity: Int, network: Network, configuration: ModelConfiguration) {
        self.purpose = purpose
        self.capacity = capacity
        let arena = self.arena
        let depth = network.layers.count
        let width = configuration.hiddenSize
        self.streams = (0..<(purpose == .evaluation ? min(2, depth + 1) : depth + 1)).map { _ in
            arena.floats(capacity * width)
        }
        self.layers = network.layers.prefix(purpose == .gradients ? depth : 1)
            .map { $0.activations(rows: capacity, in: arena) }
        self.scratch = Scratch(rows: capacity, configuration: configuration, in: arena)
        self.dStream = arena.floats(capacity * width)
        self.readout = network.readout.activations(rows: capacity, in: arena)
        self.lowRank = arena.floats(2 * capacity * network.adapterRank)
    }

    /// The residual stream before a layer, or after the last.
    func stream(_ index: Int) -> UnsafeMutablePointer<Float> { self.streams[index % self.streams.count] }

    func layer(_ index: Int) -> DecoderLayer.Activations { self.layers[index % self.layers.count] }
}
