/// What is told of a session.
package struct SessionSummary: Sendable, Equatable {
    package var id: String
    package var tier: Tier
    package var profile: String
    package var age: Duration
    /// Since its last cell ended, or it was made.
    package var idle: Duration
    package var isBusy: Bool
    /// Cells with code that were run.
    package var cells: Int
    /// What its owner calls it.
    package var name: String?
    /// Where its cells begin, if that was asked for.
    package var workingDirectory: String?
}
