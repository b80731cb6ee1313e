import ArgumentParser
import AssayAnswers
import AssayJSON
import AssayTokenizer

extension DataCommand {
    /// `assay data tokenizer`
    struct TokenizerFromTexts: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tokenizer",
            abstract: "Makes a tokenizer out of texts.",
            discussion: """
                TEXTS has one text a line. The tokenizer is byte-level BPE with single digits, written as Hugging Face's \
                tokenizer.json. Macro tokens are constant texts that a small model writes as one token each, such as \
                the beginning of a tool call; the text stays what it is.

                Exit codes:
                  0   done
                  64  a bad command line, or a size that cannot hold the tokens
                  66  TEXTS is missing or unreadable
                  73  the output cannot be written

                Examples:
                  assay data tokenizer texts.txt --out tokenizer.json --size 700 --special '<|im_end|>'
                  assay data tokenizer texts.txt --out tokenizer.json --size 700 --macro '"#### "' --macro '"print("'
                """)

        @Argument(help: "The texts, one a line; - for standard input.", completion: .file())
        var texts: String

        @Option(help: ArgumentHelp("Where to write it.", valueName: "file"), completion: .file())
        var out: String

        @Option(help: ArgumentHelp("Tokens in all.", valueName: "count"))
        var size: Int

        @Option(help: ArgumentHelp("A token that steers; the first ids, in this order.", valueName: "text"))
        var special: [String] = []

        @Option(help: ArgumentHelp("A macro token as a JSON string; the last ids.", valueName: "json"))
        var macro: [String] = []

        @Option(help: ArgumentHelp("A pair that is rarer is not merged.", valueName: "count"))
        var minimumCount = 2

        func validate() throws {
            guard self.macros.count == self.macro.count else { throw ValidationError("--macro must be a JSON string") }
        }

        private var macros: [String] { self.macro.compactMap { try? JSONParser.parse(Array($0.utf8)).string } }

        func run() throws {
            let trainer = BytePairTrainer(
                vocabularySize: self.size, specialTokens: self.special, macroTokens: self.macros,
                minimumCount: self.minimumCount)
            do {
                let tokenizer = try trainer.train(on: try self.lines())
                try self.save(tokenizer)
                StandardStream.printError("assay data: \(tokenizer.vocabularySize) tokens")
            } catch let error as AnswersError {
                StandardStream.printError("assay data: \(error)")
                throw ExitCode(ExitStatus.status(of: error))
            } catch let error as TokenizerError {
                StandardStream.printError("assay data: \(error)")
                throw ExitCode(ExitStatus.usage)
            }
        }

        private func save(_ tokenizer: Tokenizer) throws {
            do throws(TokenizerError) {
                try tokenizer.save(file: self.out)
            } catch {
                StandardStream.printError("assay data: \(error)")
                throw ExitCode(ExitStatus.unwritable)
            }
        }

        private func lines() throws -> [String] {
            var reader = try LineReader(path: self.texts, longestLine: 1 << 20)
            var lines: [String] = []
            while let batch = try reader.next() {
                lines += batch.lines.map { String(decoding: batch.bytes[$0.range], as: UTF8.self) }
            }
            return lines
        }
    }
}
