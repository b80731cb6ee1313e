import AssayJSON
import Foundation

/// A model's folder as Hugging Face's tools have it: config.json, and the weights in model.safetensors or in the parts
/// that model.safetensors.index.json names.
package struct ModelDirectory: Sendable, Equatable {
    /// A file of settings above it is none.
    private static let longestText = 64 << 20

    package let path: String

    package init(path: String) { self.path = path }

    /// Where a file of that name is.
    package func file(_ name: String) -> String { self.path + "/" + name }

    /// Reads config.json.
    package func configuration() throws(CheckpointError) -> ModelConfiguration {
        let value = try self.json("config.json")
        do throws(FieldFaults) {
            return try ModelConfiguration(huggingFace: value)
        } catch {
            throw CheckpointError(stage: self.file("config.json"), error.description)
        }
    }

    /// Reads the weights of a model of that shape.
    ///
    /// A value head that the folder lacks is zero: a critic may begin as its policy.
    /// - Throws: also where the folder has a tensor that the model lacks, as a model of another kind would.
    package func parameters(
        for configuration: ModelConfiguration, head: TransformerHead = .language
    ) throws(CheckpointError) -> ParameterStorage {
        let layout = ParameterLayout(configuration, head: head)
        let weights = try self.weights()
        try self.check(weights, against: layout)
        let parameters = ParameterStorage(layout: layout)
        for entry in layout.entries {
            guard let file = weights[entry.name], let values = parameters[entry.name] else { continue }
            try file.read(entry.name, into: values)
        }
        return parameters
    }

    /// Writes config.json and model.safetensors, the weights last; makes the folder.
    /// - Parameters:
    ///   - type: F32, BF16 or F16.
    ///   - endToken: the id that ends a turn, for those who generate with the model.
    ///   - metadata: free texts beside the weights.
    package func save(
        _ configuration: ModelConfiguration, _ parameters: ParameterStorage, type: TensorType = .float32,
        endToken: Int32? = nil, metadata: [String: String] = [:]
    ) throws(CheckpointError) {
        try self.save(configuration, type: type, endToken: endToken)
        let writer = try SafetensorsWriter(
            path: self.file("model.safetensors"), tensors: parameters.layout.entries.map { ($0.name, $0.shape) },
            type: type, metadata: metadata)
        for entry in parameters.layout.entries {
            try writer.append(UnsafeBufferPointer(rebasing: parameters.elements[entry.range]))
        }
        try writer.finish()
    }

    /// Writes config.json alone; makes the folder.
    package func save(
        _ configuration: ModelConfiguration, type: TensorType, endToken: Int32? = nil
    ) throws(CheckpointError) {
        do {
            try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
            let json = JSONWriter.bytes(configuration.huggingFace(type: type, endToken: endToken))
            try Data(json).write(to: URL(filePath: self.file("config.json")), options: .atomic)
        } catch {
            throw CheckpointError(stage: self.file("config.json"), error.localizedDescription)
        }
    }

    private func json(_ name: String) throws(CheckpointError) -> JSONValue {
        let bytes = try CheckpointFile.contents(of: self.file(name), atMost: Self.longestText)
        do throws(JSONParseError) {
            return try JSONParser.parse(bytes)
        } catch {
            throw CheckpointError(stage: self.file(name), "no JSON: \(error.message)")
        }
    }
}

// MARK: - Weights

extension ModelDirectory {
    /// Which file has which tensor.
    private func weights() throws(CheckpointError) -> [String: SafetensorsFile] {
        guard !FileManager.default.fileExists(atPath: self.file("model.safetensors")) else {
            let file = try SafetensorsFile(path: self.file("model.safetensors"))
            return Dictionary(uniqueKeysWithValues: file.header.tensors.map { ($0.name, file) })
        }
        let index = "model.safetensors.index.json"
        guard FileManager.default.fileExists(atPath: self.file(index)) else {
            throw CheckpointError(stage: self.path, "it has neither model.safetensors nor \(index)")
        }
        guard let map = try self.json(index)["weight_map"]?.object else {
            throw CheckpointError(stage: self.file(index), "it has no weight_map")
        }
        var files: [String: SafetensorsFile] = [:]
        var weights: [String: SafetensorsFile] = [:]
        for (tensor, value) in map.members {
            // A folder's index must not reach out of the folder.
            guard let name = value.string, !name.isEmpty, !name.contains("/"), name != "..", name != "." else {
                throw CheckpointError(stage: self.file(index), "\(tensor) is in no file of the folder")
            }
            if files[name] == nil { files[name] = try SafetensorsFile(path: self.file(name)) }
            guard let file = files[name], file[tensor] != nil else {
                throw CheckpointError(stage: self.file(index), "\(name) has no \(tensor)")
            }
            weights[tensor] = file
        }
        return weights
    }

    private func check(
        _ weights: [String: SafetensorsFile], against layout: ParameterLayout
    ) throws(CheckpointError) {
        for entry in layout.entries {
            guard let shape = weights[entry.name]?[entry.name]?.shape else {
                if entry.name.hasPrefix("score.") { continue }
                throw CheckpointError(stage: self.path, "\(entry.name) is missing")
            }
            guard shape == entry.shape else {
                throw CheckpointError(
                    stage: self.path, "\(entry.name) has the shape \(shape); config.json asks for \(entry.shape)")
            }
        }
        let unknown = weights.keys.filter { layout[$0] == nil && !Self.isDispensable($0) }.sorted()
        guard unknown.isEmpty else {
            let names = unknown.prefix(3).joined(separator: ", ")
            throw CheckpointError(
                stage: self.path, "\(unknown.count) tensors belong to no Llama or Qwen2 model, such as \(names)")
        }
    }

    /// What a tied model or a critic does not need, and what old checkpoints store though it is computed.
    private static func isDispensable(_ name: String) -> Bool {
        name == "lm_head.weight" || name.hasSuffix(".rotary_emb.inv_freq")
    }
}
