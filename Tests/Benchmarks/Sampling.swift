import ArgumentParser
import AssayModel
import AssayRandom
import Foundation

/// Batched sampling, beside the matrix products of the model's linear layers and its head, in the shapes in which sampling
/// asks for them.
struct Sampling: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Measures batched sampling.")

    @Option(help: "Rounds; each measures everything once, and medians are printed.")
    var rounds = 9
    @Option(help: "Sequences that are continued together.")
    var batches = [128, 256]
    @Option(help: "Tokens of a prompt.")
    var prompt = 50
    @Option(help: "Tokens that each prompt is continued by.")
    var tokens = 40
    @Option(help: "Samples of a prompt.")
    var group = 8
    @Option(help: "small (what assay train makes) or smollm2 (135 million parameters); the weights are random.")
    var model = Model.Size.small

    func run() throws {
        print(Machine.line)
        let model = try Transformer(self.model.configuration, seed: 1)
        print(
            "\(model.parameters.count) parameters; \(self.tokens) tokens after \(self.prompt), "
                + "\(self.group) samples of a prompt")
        print("\nsequences        tokens/s   tokens/processor s   products' rate   share of the products")
        for batch in self.batches { try self.measure(batch, of: model) }
        print("tokens: those that were sampled; the prompts' are read besides, in the products also")
    }

    private func measure(_ batch: Int, of model: Transformer) throws {
        let settings = CompletionSettings(rows: batch)
        let engine = CompletionEngine(model: model, settings: settings)
        let products = try DecodingProducts(model, passes: self.passes(batch, settings), shards: settings.shards)
        let requests = (0..<batch).map { self.request($0, of: model.configuration) }
        var times: [(sampling: ProcessorTime, products: ProcessorTime)] = []
        for _ in 0..<self.rounds {
            engine.forget()
            let sampling = ProcessorTime.of { _ = engine.complete(requests) }
            times.append((sampling, ProcessorTime.of { products.compute() }))
        }
        let sampled = Double(batch * self.tokens)
        let columns = [
            Machine.number(sampled / times.map(\.sampling.wall).median, 15),
            Machine.number(sampled / times.map(\.sampling.processor).median, 21),
            Machine.number(sampled / times.map(\.products.processor).median, 17),
            Machine.number(times.map { $0.products.processor / $0.sampling.processor }.median * 100, 22),
        ]
        print(Machine.pad("\(batch)", 9) + columns.joined() + " %")
    }

    /// Tokens that the passes read, and of how many the next is wanted: each prompt once, then a token a sequence.
    private func passes(_ batch: Int, _ settings: CompletionSettings) -> [(read: Int, wanted: Int)] {
        let prompts = (batch + self.group - 1) / self.group
        let reading = (0..<self.prompt * prompts / settings.batchTokens).map { _ in (settings.batchTokens, prompts) }
        return reading + Array(repeating: (batch, batch), count: self.tokens)
    }

    private func request(_ index: Int, of configuration: ModelConfiguration) -> CompletionRequest {
        var words = RandomStream(seed: 3, key: [index / self.group])
        return CompletionRequest(
            tokens: (0..<self.prompt).map { _ in Int32(words.uniform() * Double(configuration.vocabularySize)) },
            maximumTokens: self.tokens, stopTokens: [], stream: RandomStream(seed: 5, key: [index]))
    }
}
