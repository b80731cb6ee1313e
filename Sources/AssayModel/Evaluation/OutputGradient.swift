/// ∂loss/∂output at the positions of a ``SequenceInput``. An empty array is zero everywhere.
package struct OutputGradient: Sendable, Equatable {
    package var logProbabilities: [Float]
    package var entropies: [Float]
    package var values: [Float]

    package init(logProbabilities: [Float] = [], entropies: [Float] = [], values: [Float] = []) {
        self.logProbabilities = logProbabilities
        self.entropies = entropies
        self.values = values
    }
}
