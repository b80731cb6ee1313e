import ArgumentParser
import AssayJSON
import AssayModel
import AssayRandom
import AssayRollouts
import AssayTokenizer
import AssayTraining

/// `assay generate`
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Continues prompts with a model of this machine.",
        discussion: """
            Reads a prompt from each line of standard input, to its end, and prints what MODEL writes after each, in \
            their order, as JSON on a line. MODEL is a folder as Hugging Face's tools have it: a checkpoint of `assay \
            train`, or what `assay convert` wrote. Lines are as `assay tokenize` has them.

            --evaluate adds what the model says of every token but the first of prompt and continuation, computed as \
            training does: the token's log-probability, and the entropy of the distribution that it is one of.

            Exit codes:
              0   done
              64  a bad command line
              65  a line is not what --json or --chat asks for, or leaves no room for an answer
              66  MODEL is missing, or asks for what is not supported

            Example:
              echo '{"messages": [{"role": "user", "content": "What is 6 times 7?"}]}' \\
                | assay generate models/SmolLM2-135M-Instruct --chat --max-tokens 64
            """)

    @Argument(help: "The model's folder.", completion: .directory)
    var model: String

    @Flag(help: "Lines are JSON strings, which may hold line ends.")
    var json = false

    @Flag(help: "Lines are conversations as JSON.")
    var chat = false

    @Option(help: "The most tokens of a continuation.")
    var maxTokens = 256

    @Option(help: "How freely the next token is drawn; 0 is greedy.")
    var temperature = 0.0

    @Option(help: "What random numbers grow from.")
    var seed: UInt64 = 0

    @Flag(help: "Add what the model says of every token.")
    var evaluate = false

    func validate() throws {
        guard !self.json || !self.chat else { throw ValidationError("--json and --chat each say what a line is") }
        guard self.maxTokens > 0 else { throw ValidationError("--max-tokens must be at least 1") }
        guard self.temperature.isFinite, self.temperature >= 0 else {
            throw ValidationError("--temperature must not be negative")
        }
    }

    func run() throws {
        do {
            let folder = ModelFolder(self.model)
            let codec = try folder.readCodec()
            try self.answer(try folder.readModel(), codec)
        } catch let error as ExitCode {
            throw error
        } catch {
            throw ExitStatus.exit("assay generate", "\(error)", ExitStatus.unreadable)
        }
    }

    private func answer(_ model: Transformer, _ codec: ConversationCodec) throws {
        let prompts = try self.prompts(codec, longest: model.configuration.maximumPositions)
        let requests = prompts.enumerated().map { index, tokens in
            CompletionRequest(
                tokens: tokens, maximumTokens: self.maxTokens, stopTokens: codec.stopTokens,
                temperature: self.temperature, stream: RandomStream(seed: self.seed, key: [index]))
        }
        let completions = CompletionEngine(model: model).complete(requests)
        let evaluations = self.evaluate ? self.evaluations(of: zip(prompts, completions), model) : []
        for (index, completion) in completions.enumerated() {
            var members: [(String, JSONValue)] = [
                ("text", .string(codec.decode(turn: completion.tokens))),
                ("finish_reason", completion.isStopped ? "stop" : "length"),
                ("prompt", .array(prompts[index].map { .integer(Int($0)) })),
                ("tokens", .array(completion.tokens.map { .integer(Int($0)) })),
                ("log_probabilities", Self.numbers(completion.logProbabilities)),
            ]
            if self.evaluate { members.append(("evaluation", evaluations[index])) }
            StandardStream.print(JSONValue.object(JSONObject(members)).text)
        }
    }

    private func prompts(_ codec: ConversationCodec, longest: Int) throws -> [[Int32]] {
        let form: PromptForm = self.chat ? .chat(codec.template) : self.json ? .json : .plain
        var prompts: [[Int32]] = []
        while let line = readLine(strippingNewline: true) {
            guard let ids = form.ids(of: line, codec.tokenizer) else {
                throw ExitStatus.exit(
                    "assay generate", "line \(prompts.count + 1) is no JSON \(form.name)", ExitStatus.badData)
            }
            guard 1..<longest ~= ids.count else {
                throw ExitStatus.exit(
                    "assay generate",
                    "line \(prompts.count + 1) has \(ids.count) tokens, and must have 1 to \(longest - 1)",
                    ExitStatus.badData)
            }
            prompts.append(ids)
        }
        return prompts
    }

    private func evaluations(
        of sequences: some Sequence<([Int32], Completion)>, _ model: Transformer
    ) -> [JSONValue] {
        let inputs = sequences.map { prompt, completion in
            let tokens = prompt + completion.tokens
            return SequenceInput(tokens: tokens, positions: Array(tokens.indices.dropFirst()))
        }
        return model.evaluate(inputs).map { output in
            [
                "log_probabilities": Self.numbers(output.logProbabilities),
                "entropies": Self.numbers(output.entropies),
            ]
        }
    }

    private static func numbers(_ values: [Float]) -> JSONValue { .array(values.map { .number(Double($0)) }) }
}
