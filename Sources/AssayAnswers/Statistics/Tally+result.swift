extension Tally {
    /// Counts the lines of a result file that `assay score --out` wrote.
    package init(ofResult path: String) throws(AnswersError) {
        self.init()
        var reader = try LineReader(path: path, longestLine: 256 << 20)
        while let batch = try reader.next() {
            for line in batch.lines where line.isOverlong || !batch.isBlank(line) {
                guard let value = try? batch.value(of: line, longest: 256 << 20), let outcome = AnswerOutcome(value)
                else {
                    throw AnswersError(
                        .unreadable, "\(path):\(line.number): no scored answer; give files that assay score --out wrote"
                    )
                }
                self.add(outcome)
            }
        }
    }
}
