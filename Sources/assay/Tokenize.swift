import ArgumentParser
import AssayJSON
import AssayRollouts
import AssayTokenizer
import Foundation

/// `assay tokenize`
struct Tokenize: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize",
        abstract: "Shows how a model's tokenizer reads text.",
        discussion: """
            Reads lines from standard input and prints the ids of each on a line, as JSON. TOKENIZER is Hugging Face's \
            tokenizer.json (byte-level BPE), or the folder that has it. With --chat a line is a conversation, \
            {"messages": [{"role": …, "content": …}], "tools": […]}, which the folder's chat template makes a prompt of.

            Exit codes:
              0   done
              64  a bad command line
              65  a line is not what --json, --chat or --decode asks for
              66  TOKENIZER or its chat template is missing, or asks for what is not supported

            Examples:
              echo 'print(6 * 7)' | assay tokenize models/SmolLM2-135M-Instruct
              assay tokenize tokenizer.json --pieces < prompts.txt
              echo '[1, 2]' | assay tokenize tokenizer.json --decode
            """)

    @Argument(help: "A tokenizer.json, or its folder.", completion: .file())
    var tokenizer: String

    @Flag(help: "Lines are JSON strings, which may hold line ends.")
    var json = false

    @Flag(help: "Lines are conversations as JSON.")
    var chat = false

    @Flag(help: "Print the text of each token instead of its id.")
    var pieces = false

    @Flag(help: "Read lists of ids and print their text as a JSON string.")
    var decode = false

    func validate() throws {
        guard [self.json, self.chat, self.decode].filter({ $0 }).count <= 1 else {
            throw ValidationError("--json, --chat and --decode each say what a line is")
        }
        guard !self.decode || !self.pieces else { throw ValidationError("--decode prints text already") }
    }

    func run() throws {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: self.tokenizer, isDirectory: &isFolder)
        let file = URL(filePath: self.tokenizer)
        let folder = exists && isFolder.boolValue ? file : file.deletingLastPathComponent()
        do {
            let tokenizer = try Tokenizer(
                file: exists && isFolder.boolValue ? self.tokenizer + "/tokenizer.json" : self.tokenizer)
            let form: PromptForm =
                self.chat ? .chat(try ChatTemplate(directory: folder.path)) : self.json ? .json : .plain
            try self.answer(tokenizer, form)
        } catch let error as ExitCode {
            throw error
        } catch {
            throw ExitStatus.exit("assay tokenize", "\(error)", ExitStatus.unreadable)
        }
    }

    private func answer(_ tokenizer: Tokenizer, _ form: PromptForm) throws {
        var number = 0
        while let line = readLine(strippingNewline: true) {
            number += 1
            guard let answer = self.decode ? Self.text(line, tokenizer) : self.ids(line, tokenizer, form) else {
                let expected = self.decode ? "list of ids" : form.name
                throw ExitStatus.exit(
                    "assay tokenize", "line \(number) is no JSON \(expected)", ExitStatus.badData)
            }
            StandardStream.print(answer.text)
        }
    }

    private func ids(_ line: String, _ tokenizer: Tokenizer, _ form: PromptForm) -> JSONValue? {
        form.ids(of: line, tokenizer).map { ids in
            .array(self.pieces ? ids.map { .string(tokenizer.decode([$0])) } : ids.map { .integer(Int($0)) })
        }
    }

    private static func text(_ line: String, _ tokenizer: Tokenizer) -> JSONValue? {
        guard let elements = (try? JSONParser.parse(Array(line.utf8)))?.array else { return nil }
        let ids = elements.compactMap { $0.integer.flatMap { Int32(exactly: $0) } }
        return ids.count == elements.count ? .string(tokenizer.decode(ids)) : nil
    }
}
