/// Room for the gradients on their way back through a layer, and for what attention computes a block at a time; all
/// layers of a workspace use the same.
struct Scratch {
    /// rows × hidden size: of the input of a norm's successor.
    let dNormed: UnsafeMutablePointer<Float>
    /// rows × intermediate size
    let dProduct: UnsafeMutablePointer<Float>
    /// rows × heads·dimension
    let dAttended: UnsafeMutablePointer<Float>
    /// rows × (heads + 2·key/value heads)·dimension
    let dQueriesKeysValues: UnsafeMutablePointer<Float>
    /// ``CausalAttention/scratchSize(longest:)`` floats.
    let attention: UnsafeMutablePointer<Float>

    init(rows: Int, configuration: ModelConfiguration, in arena: Arena) {
        let attention = CausalAttention(configuration)
        self.dNormed = arena.floats(rows * configuration.hiddenSize)
        self.dProduct = arena.floats(rows * configuration.intermediateSize)
        self.dAttended = arena.floats(rows * attention.outputWidth)
        self.dQueriesKeysValues = arena.floats(rows * attention.inputWidth)
        self.attention = arena.floats(CausalAttention.scratchSize(longest: rows))
    }
}
