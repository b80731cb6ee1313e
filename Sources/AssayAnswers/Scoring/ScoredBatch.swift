/// A batch of lines and what became of them.
struct ScoredBatch: Sendable {
    let batch: LineBatch
    /// The lines of the result.
    var output: [UInt8] = []
    /// By index into the batch's lines.
    var outcomes: [(line: Int, outcome: AnswerOutcome)] = []
    /// By number of the line.
    var faults: [(line: Int, fault: LineFault)] = []

    init(_ batch: LineBatch) { self.batch = batch }
}
