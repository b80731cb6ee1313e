import AssayJSON
import AssayModel
import Testing

/// A small random checkpoint and what PyTorch's float32 autograd says of it (`../shared/parity`).
struct ParityCase {
    let transformer: Transformer
    let reference: SafetensorsFile
    let document: JSONValue
    /// Two sequences; all positions but the first are evaluated.
    let inputs: [SequenceInput]
    /// One row a sequence, one number a position.
    let mask: [[Float]]

    static let names = ["tiny-llama", "tiny-qwen2"]

    init(_ name: String, settings: TransformerSettings = TransformerSettings()) throws {
        let directory = ModelDirectory(path: SharedData.path("parity/\(name)"))
        let configuration = try directory.configuration()
        self.transformer = try Transformer(
            configuration, parameters: directory.parameters(for: configuration), settings: settings)
        self.reference = try SafetensorsFile(path: SharedData.path("parity/\(name)/reference.safetensors"))
        self.document = try #require(SharedData.document("parity/\(name)/reference.json"))
        self.inputs = try self.reference.integers("input_ids").map { Int32($0) }.rows(of: 24)
            .map { SequenceInput(tokens: $0, positions: Array(1..<24)) }
        self.mask = try self.reference.floats("mask").rows(of: 23)
    }

    /// Numbers of the reference, one row a sequence.
    func rows(_ name: String) throws -> [[Float]] { try self.reference.floats(name).rows(of: 23) }

    /// Whether each parameter's gradient has the sum and the norm that the reference gives under a key.
    func expectSums(_ gradients: ParameterStorage, match key: String) throws {
        for entry in gradients.layout.entries {
            let numbers = try #require(self.document[key]?[entry.name]?.array)
            let pair = numbers.compactMap(\.double)
            let tensor = try #require(gradients[entry.name])
            let gradient = tensor.map { Double($0) }
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let sum = gradient.reduce(0, +)
            #expect(abs(norm - pair[1]) <= 1e-5 * pair[1], "\(entry.name): norm \(norm), not \(pair[1])")
            #expect(
                abs(sum - pair[0]) <= 1e-5 * max(abs(pair[0]), pair[1]), "\(entry.name): sum \(sum), not \(pair[0])")
        }
    }
}

extension Array {
    /// Its parts of a length.
    func rows(of length: Int) -> [[Element]] {
        stride(from: 0, to: self.count, by: length).map { Array(self[$0..<$0 + length]) }
    }
}
