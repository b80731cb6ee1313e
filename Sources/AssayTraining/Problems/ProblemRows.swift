package import AssayAnswers
import AssayJSON

/// Problems as a file of rows for verl, packed where its name ends in `.gz`.
package struct ProblemRows: Sendable {
    package var source: ProblemSource
    /// Which problems.
    package var indices: Range<Int>
    /// What the model is told first; empty for nothing.
    package var systemMessage = Gsm8kRow.systemMessage
    /// What is put behind each question; nil for nothing.
    package var instruction: String?

    private static let batch = 500

    package init(source: ProblemSource, indices: Range<Int>) {
        self.source = source
        self.indices = indices
    }

    /// - Parameter path: a file, or `-` for standard output.
    package func write(to path: String) throws(AnswersError) {
        let file = try ResultFile(path: path, keeping: 0, batches: 0, inputs: [])
        for start in stride(from: self.indices.lowerBound, to: self.indices.upperBound, by: Self.batch) {
            var writer = JSONWriter()
            for index in start..<min(start + Self.batch, self.indices.upperBound) {
                writer.write(
                    self.source.problem(at: index).row.json(
                        split: self.source.split.rawValue, index: index, systemMessage: self.systemMessage,
                        instruction: self.instruction))
                writer.newline()
            }
            try file.append(writer.bytes)
        }
        try file.finish()
    }
}
