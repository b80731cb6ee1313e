/// What the final answer of a response came to, in the task's mode.
struct Conclusion {
    var isCorrect: Bool
    /// The final answer as found; nil where there is none.
    var extracted: String?
    /// How it was marked: `####`, `boxed`, …; nil where it was not found.
    var mark: String?
    /// The numbers that it may mean; none where it is no number.
    var readings: [Rational]
    /// Whether no single answer could be read.
    var isFormatFault: Bool
    /// What was done to a ground truth that was not a bare number.
    var warnings: [String] = []
}
