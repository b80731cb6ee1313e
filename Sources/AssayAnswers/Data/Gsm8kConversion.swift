import AssayJSON

/// Turns a file of GSM8K into rows for verl.
package struct Gsm8kConversion: Sendable {
    package let split: String
    package var systemMessage = Gsm8kRow.systemMessage
    /// What is put behind each question; nil for nothing.
    package var instruction: String?
    package var longestLine = 16 << 20

    package init(split: String) { self.split = split }

    /// - Parameter report: told of each line that is left out, by number.
    /// - Returns: how many rows were written and how many lines left out.
    package func run(
        from input: String, to output: String, report: (Int, LineFault) -> Void
    ) throws(AnswersError) -> (rows: Int, leftOut: Int) {
        var reader = try LineReader(path: input, longestLine: self.longestLine)
        let file = try ResultFile(path: output, keeping: 0, batches: 0, inputs: [input])
        var (rows, leftOut) = (0, 0)
        while let batch = try reader.next() {
            var writer = JSONWriter()
            for line in batch.lines where line.isOverlong || !batch.isBlank(line) {
                do throws(LineFault) {
                    let row = try Gsm8kRow(try batch.value(of: line, longest: self.longestLine))
                    writer.write(
                        row.verl.json(
                            split: self.split, index: rows, systemMessage: self.systemMessage,
                            instruction: self.instruction))
                    writer.newline()
                    rows += 1
                } catch {
                    report(line.number, error)
                    leftOut += 1
                }
            }
            try file.append(writer.bytes)
        }
        try file.finish()
        return (rows, leftOut)
    }
}
