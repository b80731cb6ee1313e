/// Scores an answer file: many batches at once, the result in the order of the answers.
package struct AnswerRun: Sendable {
    package let scorer: AnswerScorer
    /// The answer file, or `-`.
    package let answers: String
    /// The data that the truths are of; nil where they are in the answers.
    package let data: String?
    /// The result file, or `-`; nil where only statistics are wanted.
    package let output: String?
    /// What the result depends on beside the answers, as a text that is only ever compared.
    package let origin: String
    /// How many batches are scored at once.
    package var threads = 1
    package var explains = false
    package var examplesPerClass = 0
    /// Whether a result that is there is thrown away instead of continued.
    package var overwrites = false
    /// How much time passes between checkpoints, at least.
    package var checkpointInterval = Duration.seconds(1)

    package init(scorer: AnswerScorer, answers: String, data: String? = nil, output: String?, origin: String) {
        self.scorer = scorer
        self.answers = answers
        self.data = data
        self.output = output
        self.origin = origin
    }

    var inputs: [String] { [self.answers] + (self.data.map { [$0] } ?? []) }

    /// What a run came to.
    package struct Result: Sendable {
        package var tally: Tally
        /// How many lines the answer file has.
        package var lines: Int
        package var examples: ExampleShelf
        /// How many lines an earlier run had done; nil where none was continued.
        package var resumedAfter: Int?
    }

    /// What is told while it runs.
    package struct Progress: Sendable {
        /// Lines that are done, those of an earlier run included.
        package var lines: Int
        /// Lines that this run has done.
        package var newLines: Int
        /// Bytes of the answer file, packed as they are; `total` is nil where that is not known.
        package var position: Int
        package var total: Int?
    }

    /// - Parameters:
    ///   - report: told of each line that is left out, by number, in order.
    ///   - progress: told after each batch.
    package func run(
        report: (Int, LineFault) -> Void = { _, _ in }, progress: (Progress) -> Void = { _ in }
    ) async throws -> Result {
        var reader = try LineReader(path: self.answers, longestLine: self.scorer.longestLine)
        let start = try self.checkpoint(&reader)
        var writer = try ResultWriter(self, continuing: start)
        try await withThrowingTaskGroup(of: ScoredBatch.self) { group in
            var prepared = try reader.next()
            var waiting: [Int: ScoredBatch] = [:]
            var running = 0
            while prepared != nil || running > 0 || !waiting.isEmpty {
                // A batch that takes long holds up those behind it: no more than a few are kept for it.
                while running < self.threads, waiting.count < 4 * self.threads, let batch = prepared {
                    group.addTask { self.scorer.score(batch, explains: self.explains) }
                    running += 1
                    prepared = try reader.next()
                }
                while let next = waiting.removeValue(forKey: writer.state.batches) {
                    try writer.write(next, report: report)
                    progress(
                        Progress(
                            lines: writer.state.input.lines, newLines: writer.state.input.lines - start.input.lines,
                            position: reader.source.position, total: reader.source.size))
                }
                guard let done = try await group.next() else { continue }
                running -= 1
                waiting[done.batch.index] = done
            }
        }
        try writer.finish()
        return Result(
            tally: writer.state.tally, lines: writer.state.input.lines, examples: writer.state.examples,
            resumedAfter: start.batches > 0 ? start.input.lines : nil)
    }

    /// Where to begin: behind what an earlier run has done, if there was one.
    private func checkpoint(_ reader: inout LineReader) throws(AnswersError) -> Checkpoint {
        let fresh = Checkpoint(origin: self.origin, examples: ExampleShelf(perClass: self.examplesPerClass))
        guard let output, output != "-", !self.overwrites, let length = ResultFile.length(of: output), length > 0
        else { return fresh }
        func refusal(_ why: String) -> AnswersError {
            AnswersError(.notContinuable, "\(output) is there, \(why); remove it or give --overwrite")
        }
        guard let earlier = Checkpoint.read(beside: output, examplesPerClass: self.examplesPerClass) else {
            throw refusal("and is no unfinished result")
        }
        guard earlier.origin == self.origin else {
            throw refusal("unfinished, but settings, truths or Assay's version have changed")
        }
        guard earlier.outputLength <= length else { throw refusal("unfinished, but shorter than it was") }
        guard try reader.skip(to: earlier.input, batches: earlier.batches) else {
            throw refusal("unfinished, but \(self.answers) has changed")
        }
        return earlier
    }
}
