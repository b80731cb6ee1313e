/// A sequence to evaluate, and where.
package struct SequenceInput: Sendable, Equatable {
    package var tokens: [Int32]
    /// Ascending indices into ``tokens``, each at least 1: for each, what the model says about `tokens[i]` having read
    /// `tokens[..<i]` is wanted.
    package var positions: [Int]

    package init(tokens: [Int32], positions: [Int]) {
        self.tokens = tokens
        self.positions = positions
    }
}
