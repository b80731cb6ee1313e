/// What a model adds to a ``CompletionRequest``.
package struct Completion: Sendable, Equatable {
    package var tokens: [Int32]
    /// log π of each token under the distribution that a trainer evaluates: the temperature applied, before top-k and
    /// top-p; at temperature 0 that of temperature 1.
    package var logProbabilities: [Float]
    /// Whether a stop token ended it; else the tokens that were allowed are used up.
    package var isStopped: Bool

    package init(tokens: [Int32] = [], logProbabilities: [Float] = [], isStopped: Bool = false) {
        self.tokens = tokens
        self.logProbabilities = logProbabilities
        self.isStopped = isStopped
    }
}
