/// The limits of code-judge's routes, whose requests name none.
package struct CodeJudgeConfiguration: Sendable, Equatable {
    /// Wall time of a submission: `code_judge.timeout_s`.
    package var timeout: Duration = .seconds(10)
    /// How long a submission waits for a slot, but in a long batch: `code_judge.queue_s`.
    package var queueDeadline: Duration = .seconds(4)
    /// How long after its arrival a long batch's submission may still start: `code_judge.long_batch_queue_s`.
    package var longBatchQueueDeadline: Duration = .seconds(3615)
    /// Characters of stdout and of stderr that a result shows: `code_judge.output_characters`.
    package var outputCharacters = 1000
    /// Larger batches are answered 422: `code_judge.max_submissions`.
    package var maximumSubmissions = 65_536

    /// The defaults, which are those of code-judge but for the last.
    package init() {}
}
