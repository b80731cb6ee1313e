import ArgumentParser
import AssayJSON
import AssayTokenizer
import Foundation

/// `assay tokenize`
struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Shows how a model's tokenizer reads text.",
        discussion: """
            Reads lines from standard input and prints the ids of each on a line, as JSON. TOKENIZER is Hugging Face's \
            tokenizer.json (byte-level BPE), or the folder that has it.

            Exit codes:
              0   done
              64  a bad command line
              65  a line is not what --json or --decode asks for
              66  TOKENIZER is missing, or asks for what is not supported

            Examples:
              echo 'print(6 * 7)' | assay tokenize models/SmolLM2-135M-Instruct
              assay tokenize tokenizer.json --pieces < prompts.txt
              echo '[1, 2]' | assay tokenize tokenizer.json --decode
            """)

    @Argument(help: "A tokenizer.json, or its folder.", completion: .file())
    var tokenizer: String

    @Flag(help: "Lines are JSON strings, which may hold line ends.")
    var json = false

    @Flag(help: "Print the text of each token instead of its id.")
    var pieces = false

    @Flag(help: "Read lists of ids and print their text as a JSON string.")
    var decode = false

    func validate() throws {
        guard !self.decode || !self.pieces && !self.json else {
            throw ValidationError("--decode goes with neither --json nor --pieces")
        }
    }

    func run() throws {
        let tokenizer: Tokenizer
        do throws(TokenizerError) {
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: self.tokenizer, isDirectory: &isFolder)
            let file = exists && isFolder.boolValue ? self.tokenizer + "/tokenizer.json" : self.tokenizer
            tokenizer = try Tokenizer(file: file)
        } catch {
            StandardStream.printError("assay tokenize: \(error)")
            throw ExitCode(ExitStatus.unreadable)
        }
        var number = 0
        while let line = readLine(strippingNewline: true) {
            number += 1
            guard let answer = self.answer(line, tokenizer) else {
                let expected = self.decode ? "list of ids" : "string"
                StandardStream.printError("assay tokenize: line \(number) is no JSON \(expected)")
                throw ExitCode(ExitStatus.badData)
            }
            StandardStream.print(answer.text)
        }
    }

    private func answer(_ line: String, _ tokenizer: Tokenizer) -> JSONValue? {
        let value = self.json || self.decode ? try? JSONParser.parse(Array(line.utf8)) : .string(line)
        if self.decode {
            guard let elements = value?.array else { return nil }
            let ids = elements.compactMap { $0.integer.flatMap { Int32(exactly: $0) } }
            return ids.count == elements.count ? .string(tokenizer.decode(ids)) : nil
        }
        guard let text = value?.string else { return nil }
        let ids = tokenizer.encode(text)
        return .array(self.pieces ? ids.map { .string(tokenizer.decode([$0])) } : ids.map { .integer(Int($0)) })
    }
}
