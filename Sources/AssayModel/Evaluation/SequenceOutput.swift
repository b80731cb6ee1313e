/// What a model says at the positions of a ``SequenceInput``; each array has one element a position, or none where the
/// model has no such head.
package struct SequenceOutput: Sendable, Equatable {
    /// log π(tokens[i] | tokens[..<i]) at the evaluation's temperature, in nats.
    package var logProbabilities: [Float]
    /// Entropy of π(· | tokens[..<i]), in nats.
    package var entropies: [Float]
    /// V(tokens[..<i]): the value head's word on the state before the token.
    package var values: [Float]

    package init(logProbabilities: [Float] = [], entropies: [Float] = [], values: [Float] = []) {
        self.logProbabilities = logProbabilities
        self.entropies = entropies
        self.values = values
    }
}
