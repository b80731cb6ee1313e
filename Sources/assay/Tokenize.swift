import ArgumentParser
import AssayJSON
import AssayRollouts
import AssayTokenizer
import AssayTools
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
            let template = self.chat ? try ChatTemplate(directory: folder.path) : nil
            try self.answer(tokenizer, template)
        } catch let error as ExitCode {
            throw error
        } catch {
            StandardStream.printError("assay tokenize: \(error)")
            throw ExitCode(ExitStatus.unreadable)
        }
    }

    private func answer(_ tokenizer: Tokenizer, _ template: ChatTemplate?) throws {
        var number = 0
        while let line = readLine(strippingNewline: true) {
            number += 1
            guard let answer = self.decode ? Self.text(line, tokenizer) : self.ids(line, tokenizer, template) else {
                let expected = self.decode ? "list of ids" : self.chat ? "conversation" : "string"
                StandardStream.printError("assay tokenize: line \(number) is no JSON \(expected)")
                throw ExitCode(ExitStatus.badData)
            }
            StandardStream.print(answer.text)
        }
    }

    private func ids(_ line: String, _ tokenizer: Tokenizer, _ template: ChatTemplate?) -> JSONValue? {
        let text: String?
        if let template {
            text = Self.prompt(line, template)
        } else if self.json {
            text = try? JSONParser.parse(Array(line.utf8)).string
        } else {
            text = line
        }
        guard let ids = text.map(tokenizer.encode) else { return nil }
        return .array(self.pieces ? ids.map { .string(tokenizer.decode([$0])) } : ids.map { .integer(Int($0)) })
    }

    private static func text(_ line: String, _ tokenizer: Tokenizer) -> JSONValue? {
        guard let elements = (try? JSONParser.parse(Array(line.utf8)))?.array else { return nil }
        let ids = elements.compactMap { $0.integer.flatMap { Int32(exactly: $0) } }
        return ids.count == elements.count ? .string(tokenizer.decode(ids)) : nil
    }

    private static func prompt(_ line: String, _ template: ChatTemplate) -> String? {
        guard let value = try? JSONParser.parse(Array(line.utf8)), let messages = value["messages"]?.array,
            let parsed = try? messages.map({ try Message($0) }),
            let tools = try? (value["tools"]?.array ?? []).map({ try ToolSchema(configuration: $0) })
        else { return nil }
        return template.prompt(parsed, tools: tools)
    }
}
