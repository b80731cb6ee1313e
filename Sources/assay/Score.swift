import ArgumentParser
import AssayAnswers
import AssayJSON
import AssayRewards
import AssayScoring
import AssayServer
import Foundation

/// `assay score`
struct Score: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Scores files of answers.",
        discussion: """
            ANSWERS is JSON Lines, gzip or not: one answer a line, with the response as a text (or as a list of turns) \
            and, unless --ground-truth names other data, the truth. GSM8K's own answers, which end with #### 72, are \
            truths as they are. Without flags, fields are looked for under the usual names:

              response  solution_str, response, solution, completion, output,
                        generated_text, turns, messages
              truth     ground_truth, reward_model.ground_truth,
                        extra_info.ground_truth, answer, target
              question  question, extra_info.question, prompt

            With --ground-truth DATA, truths and questions come from DATA: by --id-field where it is given, else line \
            by line. A field's name may have dots (reward_model.ground_truth) and indices (choices.0.message.content).

            The summary goes to stdout: accuracy with Wilson's interval, and the share of each error class. --out \
            writes a line for each answer, in their order: line, id, and what POST /v1/score answers; FILE.gz is \
            packed. A run that was ended midway goes on where it was when it is started again: FILE.resume, which is \
            there until the end, tells up to where FILE is whole, and what is behind, a torn line among it, is cut \
            off. It refuses to go on where answers, truths, settings or Assay's version have changed.

            Lines that cannot be scored (bad JSON, not UTF-8, too long, without response or usable truth) are told on \
            stderr, left out and counted. Answers of which a tool run ended by the server's doing (infra_error, \
            overloaded, session_lost) get the score null and do not count.

            Exit codes:
              0   done, whatever was left out
              1   nothing could be scored
              64  a bad command line
              66  an input is missing, unreadable or cut off
              73  an output cannot be written, or is there and cannot be continued

            Examples:
              assay score answers.jsonl
              assay score answers.jsonl.gz --ground-truth gsm8k/test.jsonl \\
                --reward step --out scores.jsonl --html report.html
              assay score answers.jsonl --response-field output --id-field id \\
                --ground-truth verl.jsonl --data-id-field extra_info.index
              assay score --compare before.scores.jsonl after.scores.jsonl
            """)

    @Argument(help: "The answer file, or - for standard input.", completion: .file())
    var answers: String?

    @Option(
        help: ArgumentHelp("The data that has the truths, JSON Lines or gzip of it.", valueName: "data"),
        completion: .file())
    var groundTruth: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("The results of two runs, as --out wrote them, to compare.", valueName: "before after"),
        completion: .file())
    var compare: [String] = []

    @OptionGroup(title: "Fields") var fields: FieldOptions
    @OptionGroup(title: "Scoring") var scoring: ScoringOptions

    @Flag(help: "Add to each line of the result the steps, claims and faults behind its score.")
    var explain = false

    @Option(
        help: ArgumentHelp("Write a line for each answer; - is standard output.", valueName: "file"),
        completion: .file())
    var out: String?

    @Flag(help: "Throw away a result that is there instead of continuing it.")
    var overwrite = false

    @Option(
        help: ArgumentHelp("Write a page to look at, with examples of each error class.", valueName: "file"),
        completion: .file(extensions: ["html"]))
    var html: String?

    @Option(help: "How many examples of each class the page has.")
    var examples = 5

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @Option(help: "How many threads score (default: the number of cores, and no more than that).")
    var threads: Int?

    @Option(help: ArgumentHelp("How many of the lines left out are told.", valueName: "count"))
    var report = 20

    @Option(help: "The longest line that is read, in mebibytes.")
    var maxLine = 16

    @Flag(help: "Show no progress.")
    var quiet = false

    func validate() throws {
        if self.answers == nil, self.compare.isEmpty { throw ValidationError("name a file of answers") }
        guard self.compare.isEmpty || self.compare.count == 2 && self.answers == nil else {
            throw ValidationError("--compare takes two results, and no answers beside them")
        }
        guard self.compare.isEmpty || self.out == nil && self.html == nil else {
            throw ValidationError("--out and --html are for answers, not for --compare")
        }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be from 1 to 1024") }
        guard (1...1024).contains(self.maxLine) else { throw ValidationError("--max-line must be from 1 to 1024") }
        guard self.report >= 0, (0...1000).contains(self.examples) else {
            throw ValidationError("--report must not be negative, --examples must be from 0 to 1000")
        }
    }

    mutating func run() async throws {
        do {
            if let answers {
                try await self.score(answers)
            } else {
                try self.printComparison()
            }
        } catch let error as AnswersError {
            StandardStream.printError("assay score: \(error)")
            throw ExitCode(ExitStatus.status(of: error))
        }
    }
}

extension Score {
    private func score(_ answers: String) async throws {
        var lines = LeftOutLines(most: self.report)
        let run = try self.answerRun(answers, &lines)
        var progress = ProgressLine()
        var leftOut = LeftOutLines(most: self.report)
        let result = try await run.run { number, fault in
            progress.clear()
            leftOut.report(answers, number, fault)
        } progress: { state in
            if !self.quiet { progress.show(state) }
        }
        progress.clear()
        leftOut.finish(answers)
        if let line = result.resumedAfter {
            StandardStream.printError("assay score: went on after line \(line), where an earlier run had come to")
        }
        if let truths = run.scorer.truths, truths.join == .line, truths.lines != result.lines {
            StandardStream.printError(
                "assay score: \(self.groundTruth ?? "") has \(truths.lines) lines and \(answers) has \(result.lines), "
                    + "and they were joined line by line; --id-field joins them by id")
        }
        if let html {
            var page = ReportPage(title: Self.title(answers), result: result, scorer: run.scorer)
            page.facts = self.facts(answers)
            page.leftOut = leftOut.told
            try OutputFile.write(try page.html(), to: html)
        }
        let summary = Summary(result.tally)
        let text = self.json ? summary.json.text : summary.text
        // Where standard output is the result, the summary must not be among its lines.
        if self.out == "-" { StandardStream.printError(text) } else { StandardStream.print(text) }
        guard result.tally.scored + result.tally.masked > 0 else {
            StandardStream.printError("assay score: nothing could be scored")
            throw ExitCode(1)
        }
    }

    private func answerRun(_ answers: String, _ lines: inout LeftOutLines) throws -> AnswerRun {
        let scorer = AnswerScorer(
            fields: self.fields.ofAnswers, defaults: self.scoring.defaults, truths: try self.truths(&lines),
            longestLine: self.maxLine << 20)
        var run = AnswerRun(
            scorer: scorer, answers: answers, data: self.groundTruth, output: self.out,
            origin: self.origin(scorer.truths))
        run.threads = self.threads ?? ProcessInfo.processInfo.activeProcessorCount
        run.explains = self.explain
        run.examplesPerClass = self.html == nil ? 0 : self.examples
        run.overwrites = self.overwrite
        return run
    }

    private func truths(_ lines: inout LeftOutLines) throws -> TruthTable? {
        guard let groundTruth else { return nil }
        let reader = TruthReader(
            fields: self.fields.ofData, keepsQuestions: self.scoring.reward != .answer || self.html != nil,
            longestLine: self.maxLine << 20)
        let truths = try reader.read(groundTruth) { number, fault in lines.report(groundTruth, number, fault) }
        lines.finish(groundTruth)
        guard truths.count > 0 else { throw AnswersError(.unreadable, "\(groundTruth) has no truth that can be used") }
        return truths
    }

    /// All that a line of the result depends on beside the line of the answers.
    private func origin(_ truths: TruthTable?) -> String {
        let settings: JSONValue = [
            "version": .string(ToolServer.version), "fields": .string(self.fields.text),
            "scoring": .string(self.scoring.text), "explain": .bool(self.explain), "max_line": .integer(self.maxLine),
            "examples": .integer(self.html == nil ? 0 : self.examples),
            "truths": truths.map { ["lines": .integer($0.lines), "checksum": .integer(Int($0.checksum))] } ?? .null,
        ]
        return settings.text
    }

    private func printComparison() throws {
        let comparison = Comparison(
            before: try Tally(ofResult: self.compare[0]), after: try Tally(ofResult: self.compare[1]))
        StandardStream.print(self.json ? comparison.json.text : comparison.text)
    }

    private static func title(_ answers: String) -> String {
        answers == "-" ? "Answers" : URL(fileURLWithPath: answers).lastPathComponent
    }

    private func facts(_ answers: String) -> [(name: String, value: String)] {
        var facts = [("answers", answers)]
        if let groundTruth { facts.append(("truths", groundTruth)) }
        facts += [("mode", self.scoring.mode), ("reward", self.scoring.reward.rawValue)]
        if self.scoring.reward != .answer {
            facts += [("slice", self.scoring.slice ? "on" : "off"), ("gate", self.scoring.gate)]
        }
        return facts.map { (name: $0.0, value: $0.1) }
    }
}
