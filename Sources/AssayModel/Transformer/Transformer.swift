import Synchronization

/// A decoder of Llama's or Qwen2's kind with its parameters, in Float32.
///
/// It may be used from several tasks at once while nobody writes to its parameters.
package final class Transformer: Sendable {
    package let configuration: ModelConfiguration
    package let head: TransformerHead
    package let settings: TransformerSettings
    package let adapters: LowRankSettings?
    package let parameters: ParameterStorage
    /// The part of the parameters that is trained, which gradients and an optimizer's moments are for: all, or the
    /// adapters and the value head where there are adapters.
    package let trainable: TrainableParameters
    let network: Network
    let blas: BLAS
    private let workspaces = Mutex<[Workspace.Purpose: [Workspace]]>([:])
    private let shardGradients = Mutex<[ParameterStorage]>([])

    /// A transformer with random parameters: normal with deviation 0.02, the projections that end in the residual stream
    /// by 1∕√(2·layers) smaller (GPT-2's), norms 1, biases and the value head 0.
    ///
    /// - Throws: ``BLASError`` without a BLAS.
    package convenience init(
        _ configuration: ModelConfiguration, head: TransformerHead = .language, seed: UInt64,
        adapters: LowRankSettings? = nil, settings: TransformerSettings = TransformerSettings()
    ) throws(BLASError) {
        try self.init(configuration, head: head, adapters: adapters, settings: settings)
        self.parameters.initialize(configuration, seed: seed)
    }

    /// A transformer of all zeros, for parameters that come from elsewhere.
    package convenience init(
        _ configuration: ModelConfiguration, head: TransformerHead = .language, adapters: LowRankSettings? = nil,
        settings: TransformerSettings = TransformerSettings()
    ) throws(BLASError) {
        let layout = ParameterLayout(configuration, head: head, adapters: adapters)
        try self.init(
            configuration, head: head, parameters: ParameterStorage(layout: layout), adapters: adapters,
            settings: settings)
    }

    /// A transformer with parameters that it shares: a checkpoint's.
    ///
    /// - Parameter parameters: of the layout of the configuration and the head, at least.
    package init(
        _ configuration: ModelConfiguration, head: TransformerHead = .language, parameters: ParameterStorage,
        adapters: LowRankSettings? = nil, settings: TransformerSettings = TransformerSettings()
    ) throws(BLASError) {
        for entry in ParameterLayout(configuration, head: head, adapters: adapters).entries {
            precondition(parameters.layout[entry.name]?.shape == entry.shape, "no \(entry.name) of \(entry.shape)")
        }
        self.configuration = configuration
        self.head = head
        self.settings = settings
        self.adapters = adapters
        self.parameters = parameters
        self.trainable = TrainableParameters(of: parameters)
        self.network = Network(configuration, head: head, layout: parameters.layout, adapters: adapters)
        self.blas = try BLAS.shared()
    }

    /// What a thread computes with; ``Workspace/lowRank`` is the workspace's.
    func computation(lowRank: UnsafeMutablePointer<Float>) -> Computation {
        Computation(blas: self.blas, parameters: self.parameters.base, lowRank: lowRank)
    }

    /// Lends a workspace that no other thread uses; it is kept for the next.
    func withWorkspace<Result>(
        _ purpose: Workspace.Purpose, rows: Int, _ body: (Workspace) -> Result
    ) -> Result {
        let workspace =
            self.workspaces.withLock { $0[purpose]?.popLast() }.flatMap { $0.capacity >= rows ? $0 : nil }
            ?? Workspace(
                purpose, capacity: max(rows, self.settings.tokenBudget), network: self.network,
                configuration: self.configuration)
        defer { self.workspaces.withLock { $0[purpose, default: []].append(workspace) } }
        return body(workspace)
    }

    /// Lends storages of zeros, one a shard.
    func withShardGradients(_ count: Int, _ body: ([ParameterStorage]) -> Void) {
        var storages = self.shardGradients.withLock { kept in
            defer { kept = [] }
            return kept
        }
        while storages.count < count { storages.append(self.trainable.gradients()) }
        body(storages)
        self.shardGradients.withLock { $0 = storages }
    }
}
