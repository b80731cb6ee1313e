import ArgumentParser
import AssayAnswers
import AssayTraining

extension DataCommand {
    /// `assay data problems`
    struct Problems: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "problems",
            abstract: "Makes up problems in the manner of GSM8K, as rows for verl.",
            discussion: """
                The same split, seed and index always give the same problem. No problem is in two splits, whatever the \
                seeds: `train`; `numbers`, the same stories with numbers that training never has together; \
                `compositions`, stories with three operations in a row that training never has; `templates`, stories \
                that training never tells. Rows are those of `assay data gsm8k`, with data_source assay/templated, and \
                in full_solution the steps by mental arithmetic.

                Exit codes:
                  0   done
                  64  a bad command line
                  73  the output cannot be written

                Examples:
                  assay data problems --count 10000 --out train.verl.jsonl
                  assay data problems --split compositions --count 300 --seed 7 --out - | head
                """)

        @Option(help: "\(ProblemSplit.allCases.map(\.rawValue).joined(separator: ", ")).")
        var split = ProblemSplit.train

        @Option(help: "How many.")
        var count: Int

        @Option(help: "What they are drawn from.")
        var seed: UInt64 = 0

        @Option(help: ArgumentHelp("The index of the first one.", valueName: "index"))
        var first = 0

        @Option(
            help: ArgumentHelp("Where to write the rows, - for standard output; .gz is packed.", valueName: "file"),
            completion: .file())
        var out: String

        @Option(help: "The system message; empty for none.")
        var system = Gsm8kRow.systemMessage

        @Option(help: "What is put behind each question, such as how to mark the final answer.")
        var instruction: String?

        func validate() throws {
            guard self.count > 0, self.count <= 1_000_000_000 else {
                throw ValidationError("--count must be 1…1,000,000,000")
            }
            guard (0...1_000_000_000_000).contains(self.first) else {
                throw ValidationError("--first must be 0…1,000,000,000,000")
            }
        }

        func run() throws {
            var rows = ProblemRows(
                source: ProblemSource(seed: self.seed, split: self.split),
                indices: self.first..<self.first + self.count)
            rows.systemMessage = self.system
            rows.instruction = self.instruction
            do {
                try rows.write(to: self.out)
                StandardStream.printError("assay data: \(self.count) rows")
            } catch {
                StandardStream.printError("assay data: \(error)")
                throw ExitCode(ExitStatus.status(of: error))
            }
        }
    }
}

extension ProblemSplit: ExpressibleByArgument {}
