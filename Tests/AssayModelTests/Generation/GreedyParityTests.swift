import AssayModel
import AssayRandom
import Foundation
import Testing

/// Continuations beside those of Hugging Face's transformers, from ../shared/parity.
@Suite(.enabled(if: SharedData.isPresent, Comment(rawValue: SharedData.absence)))
struct GreedyParityTests {
    private func engine(_ name: String) throws -> CompletionEngine {
        let directory = ModelDirectory(path: SharedData.path("parity/\(name)"))
        let model = try Transformer(try directory.configuration())
        model.parameters.assign(try directory.parameters(for: model.configuration))
        return CompletionEngine(model: model)
    }

    @Test(arguments: ["tiny-llama", "tiny-qwen2"])
    func continuesGreedily(_ name: String) throws {
        let reference = try SafetensorsFile(path: SharedData.path("parity/\(name)/reference.safetensors"))
        let tokens = try reference.integers("greedy").map { Int32($0) }
        let request = CompletionRequest(
            tokens: Array(tokens.prefix(8)), maximumTokens: tokens.count - 8, stopTokens: [], temperature: 0,
            stream: RandomStream(seed: 0))
        let completion = try #require(try self.engine(name).complete([request]).first)
        #expect(completion.tokens == Array(tokens.dropFirst(8)))
        #expect(!completion.isStopped)
    }

    /// Log-probabilities at every position of the reference's sequences, each the greedy token's.
    @Test(arguments: ["tiny-llama", "tiny-qwen2"])
    func saysTheReferencesLogProbabilities(_ name: String) throws {
        let file = try SafetensorsFile(path: SharedData.path("parity/\(name)/reference.safetensors"))
        let (tokens, logits) = (try file.integers("input_ids").map { Int32($0) }, try file.floats("logits"))
        let shape = try #require(file["logits"]?.shape)
        let engine = try self.engine(name)
        for sequence in 0..<shape[0] {
            let requests = (1...shape[1]).map { length in
                CompletionRequest(
                    tokens: Array(tokens[sequence * shape[1]..<sequence * shape[1] + length]), maximumTokens: 1,
                    stopTokens: [], temperature: 0, stream: RandomStream(seed: 0))
            }
            for (position, completion) in engine.complete(requests).enumerated() {
                let row = logits[
                    (sequence * shape[1] + position) * shape[2]..<(sequence * shape[1] + position + 1) * shape[2]]
                let top = try #require(row.max())
                let sum = row.reduce(0) { $0 + exp(Double($1 - top)) }
                #expect(row[row.startIndex + Int(completion.tokens[0])] == top)
                #expect(abs(Double(completion.logProbabilities[0]) + log(sum)) < 1e-5)
            }
        }
    }
}
