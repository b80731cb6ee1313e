/// Takes scored batches in order: writes them, counts them, and marks from time to time how far it has come.
struct ResultWriter {
    private let file: ResultFile?
    /// The result's path; nil where nothing can be continued.
    private let continued: String?
    private let interval: Duration
    private var lastCheckpoint = ContinuousClock.now
    /// What is done so far.
    private(set) var state: Checkpoint

    init(_ run: AnswerRun, continuing state: Checkpoint) throws(AnswersError) {
        self.state = state
        self.interval = run.checkpointInterval
        self.file = try run.output.map { path throws(AnswersError) in
            try ResultFile(
                path: path, keeping: state.outputLength, batches: state.batches, inputs: run.inputs)
        }
        self.continued = run.output != "-" && self.file?.isRegular == true ? run.output : nil
        // From the beginning: an end before the first checkpoint is no reason to refuse.
        if let continued { try self.state.write(beside: continued) }
    }

    mutating func write(_ batch: ScoredBatch, report: (Int, LineFault) -> Void) throws(AnswersError) {
        try self.file?.append(batch.output)
        for (line, outcome) in batch.outcomes {
            self.state.tally.add(outcome)
            self.state.examples.offer(batch.batch.lines[line], of: batch.batch, outcome)
        }
        for (number, fault) in batch.faults {
            self.state.tally.add(fault.kind)
            report(number, fault)
        }
        self.state.input = batch.batch.end
        self.state.batches += 1
        guard let continued, let file, file.isContinuable, ContinuousClock.now - self.lastCheckpoint >= self.interval
        else { return }
        try file.synchronize()
        self.state.outputLength = file.length
        try self.state.write(beside: continued)
        self.lastCheckpoint = .now
    }

    func finish() throws(AnswersError) {
        try self.file?.finish()
        if let continued { Checkpoint.remove(beside: continued) }
    }
}
