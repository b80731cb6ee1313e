/// Scores responses. Pure: the same bytes give the same score, on any thread, without clock, locale or randomness.
package enum Scorer {
    /// The score of a response.
    ///
    /// - Throws: ``GroundTruthError`` where the truth cannot be compared in the task's mode.
    package static func score(_ task: ScoringTask) throws(GroundTruthError) -> Score {
        fatalError("written next")
    }
}

/// Why a ground truth cannot be used.
package struct GroundTruthError: Error, Sendable, Equatable, CustomStringConvertible {
    /// For a person, naming the truth and what is expected.
    package var description: String
}
