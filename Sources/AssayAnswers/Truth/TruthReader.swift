import AssayJSON

/// Reads the truths of a data set.
package struct TruthReader {
    package let fields: AnswerFields
    /// Whether questions are wanted, too.
    package let keepsQuestions: Bool
    package let longestLine: Int

    package init(fields: AnswerFields, keepsQuestions: Bool, longestLine: Int) {
        self.fields = fields
        self.keepsQuestions = keepsQuestions
        self.longestLine = longestLine
    }

    /// Reads a whole file.
    /// - Parameter report: told of each line that holds no truth, by number.
    package func read(_ path: String, report: (Int, LineFault) -> Void) throws(AnswersError) -> TruthTable {
        var table = TruthTable(join: self.fields.id == nil ? .line : .id)
        var reader = try LineReader(path: path, longestLine: self.longestLine)
        while let batch = try reader.next() {
            for line in batch.lines where line.isOverlong || !batch.isBlank(line) {
                do throws(LineFault) {
                    try self.add(try batch.value(of: line, longest: self.longestLine), line.number, to: &table)
                } catch {
                    report(line.number, error)
                }
            }
            table.lines = batch.end.lines
            table.checksum = batch.end.checksum
        }
        return table
    }

    private func add(_ value: JSONValue, _ number: Int, to table: inout TruthTable) throws(LineFault) {
        guard let groundTruth = self.fields.groundTruth.value(in: value) else {
            throw LineFault(.field, "no ground truth (\(self.fields.groundTruth))")
        }
        let question = self.keepsQuestions ? self.fields.question.value(in: value).flatMap(Truth.question) : nil
        let truth = Truth(groundTruth: Truth.ofSolution(groundTruth), question: question)
        let id = try self.fields.id.map { path throws(LineFault) in try value.id(at: path) }
        guard table.insert(truth, id: id ?? TruthTable.id(ofLine: number)) else {
            throw LineFault(.truth, "the id \(id ?? "") was there before, with another truth")
        }
    }
}
