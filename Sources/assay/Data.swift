import ArgumentParser
import AssayAnswers

/// `assay data`
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data", abstract: "Prepares data sets for training.",
        subcommands: [Gsm8k.self, Problems.self, TokenizerFromTexts.self])

    /// `assay data gsm8k`
    struct Gsm8k: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "gsm8k",
            abstract: "Turns GSM8K into rows for verl.",
            discussion: """
                RAW is GSM8K as published, JSON Lines or gzip of it: question and answer, which ends with #### 72. \
                Each row is what verl's own preparation writes (data_source, prompt, ability, reward_model, \
                extra_info), with ground_truth and full_solution in extra_info, too. A problem whose own answer would \
                not be scored as right is told on stderr and left out.

                Parquet, which verl reads, is made of the rows in Python (pip install pyarrow):
                  python3 -c 'import pyarrow.json as j, pyarrow.parquet as p
                  p.write_table(j.read_json("train.verl.jsonl"), "train.parquet")'

                Exit codes:
                  0   done, whatever was left out
                  1   not one row
                  64  a bad command line
                  66  RAW is missing, unreadable or cut off
                  73  the output cannot be written

                Examples:
                  assay data gsm8k train.jsonl --out train.verl.jsonl --split train
                  assay data gsm8k test.jsonl.gz --out test.verl.jsonl.gz --split test
                """)

        @Argument(help: "GSM8K's file, or - for standard input.", completion: .file())
        var raw: String

        @Option(
            help: ArgumentHelp("Where to write the rows, - for standard output; .gz is packed.", valueName: "file"),
            completion: .file())
        var out: String

        @Option(help: "What extra_info.split says.")
        var split = "train"

        @Option(help: "The system message; empty for none.")
        var system = Gsm8kRow.systemMessage

        @Option(help: "What is put behind each question, such as how to mark the final answer.")
        var instruction: String?

        @Option(help: ArgumentHelp("How many of the lines left out are told.", valueName: "count"))
        var report = 20

        func validate() throws {
            guard self.report >= 0 else { throw ValidationError("--report must not be negative") }
        }

        func run() throws {
            var conversion = Gsm8kConversion(split: self.split)
            conversion.systemMessage = self.system
            conversion.instruction = self.instruction
            var lines = LeftOutLines(most: self.report)
            do {
                let (rows, leftOut) = try conversion.run(from: self.raw, to: self.out) { number, fault in
                    lines.report(self.raw, number, fault)
                }
                lines.finish(self.raw)
                StandardStream.printError("assay data: \(rows) rows, \(leftOut) lines left out")
                guard rows > 0 else { throw ExitCode(1) }
            } catch let error as AnswersError {
                StandardStream.printError("assay data: \(error)")
                throw ExitCode(ExitStatus.status(of: error))
            }
        }
    }
}
