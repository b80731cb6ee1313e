import AssayJSON
package import AssayModel
import AssayRollouts
import AssayTokenizer
import Foundation

/// A model with its tokenizer in a folder of Hugging Face's form, which transformers loads too; beside the weights the
/// optimizer's moments, where training is to go on.
package struct ModelFolder: Sendable, Equatable {
    private static let tokenizer = "tokenizer.json"
    private static let tokenizerSettings = "tokenizer_config.json"
    private static let template = "chat_template.jinja"
    private static let optimizer = "optimizer.safetensors"
    private static let adapters = "adapter_model.safetensors"

    package let path: String

    package init(_ path: String) { self.path = path }

    private var directory: ModelDirectory { ModelDirectory(path: self.path) }

    // MARK: Writing

    /// Writes what a learner has learned, and what it goes on with. Adapters are in files of their own; the model has them
    /// in its weights.
    package func write(_ learner: Learner, codec: ConversationCodec) throws {
        let model = learner.model
        try self.write(model.adapters == nil ? model : try model.merged(), codec: codec)
        try self.write(learner.optimizer)
        guard model.adapters != nil else { return }
        let layout = model.trainable.layout
        let writer = try SafetensorsWriter(
            path: self.directory.file(Self.adapters), tensors: layout.entries.map { ($0.name, $0.shape) },
            type: .float32)
        for entry in layout.entries {
            try writer.append(UnsafeBufferPointer(rebasing: model.trainable.elements[entry.range]))
        }
        try writer.finish()
    }

    private func write(_ model: Transformer, codec: ConversationCodec) throws {
        try self.directory.save(
            model.configuration, model.parameters, endToken: codec.endOfTurn)
        try codec.tokenizer.save(file: self.directory.file(Self.tokenizer))
        let settings: JSONValue = [
            "tokenizer_class": "PreTrainedTokenizerFast", "eos_token": .string(ChatTemplate.endOfTurn),
            "model_max_length": .integer(model.configuration.maximumPositions),
        ]
        try self.write(JSONWriter.bytes(settings), Self.tokenizerSettings)
        try self.write(Array(codec.template.jinja.utf8), Self.template)
    }

    private func write(_ bytes: [UInt8], _ name: String) throws {
        try Data(bytes).write(to: URL(filePath: self.directory.file(name)), options: .atomic)
    }

    private func write(_ optimizer: AdamW) throws {
        let moments = [("exp_avg", optimizer.firstMoments), ("exp_avg_sq", optimizer.secondMoments)]
        let writer = try SafetensorsWriter(
            path: self.directory.file(Self.optimizer),
            tensors: moments.flatMap { name, storage in
                storage.layout.entries.map { ("\($0.name).\(name)", $0.shape) }
            }, type: .float32, metadata: ["step": String(optimizer.steps)])
        for (_, storage) in moments {
            for entry in storage.layout.entries {
                try writer.append(UnsafeBufferPointer(rebasing: storage.elements[entry.range]))
            }
        }
        try writer.finish()
    }

    // MARK: Reading

    /// The tokenizer, and the template that the folder has in a file of its own or in the tokenizer's settings; one
    /// without is plain ChatML.
    package func readCodec() throws -> ConversationCodec {
        try ConversationCodec(
            tokenizer: try Tokenizer(file: self.directory.file(Self.tokenizer)),
            template: try self.jinja.map(ChatTemplate.init(jinja:)) ?? .plain)
    }

    private var jinja: String? {
        if let file = FileManager.default.contents(atPath: self.directory.file(Self.template)) {
            return String(decoding: file, as: UTF8.self)
        }
        let settings = FileManager.default.contents(atPath: self.directory.file(Self.tokenizerSettings))
        return settings.flatMap { try? JSONParser.parse(Array($0)) }?["chat_template"]?.string
    }

    /// - Parameter head: a value head that the folder lacks is zero: a critic begins as its policy.
    package func readModel(
        head: TransformerHead = .language, settings: TransformerSettings = TransformerSettings()
    ) throws -> Transformer {
        let configuration = try self.directory.configuration()
        return try Transformer(
            configuration, head: head, parameters: try self.directory.parameters(for: configuration, head: head),
            settings: settings)
    }

    /// Reads a learner as it was when it was written here.
    package func restore(_ learner: Learner) throws {
        let model = learner.model
        if model.adapters == nil {
            model.parameters.assign(try self.directory.parameters(for: model.configuration, head: model.head))
        }
        try self.read(into: learner)
    }

    /// Reads what a learner goes on with: moments, the number of steps, and adapters.
    package func read(into learner: Learner) throws {
        try self.read(into: learner.optimizer)
        guard learner.model.adapters != nil else { return }
        let file = try SafetensorsFile(path: self.directory.file(Self.adapters))
        for entry in learner.model.trainable.layout.entries {
            try file.read(entry.name, into: .init(rebasing: learner.model.trainable.elements[entry.range]))
        }
    }

    private func read(into optimizer: AdamW) throws {
        let path = self.directory.file(Self.optimizer)
        let file = try SafetensorsFile(path: path)
        for (name, storage) in [("exp_avg", optimizer.firstMoments), ("exp_avg_sq", optimizer.secondMoments)] {
            for entry in storage.layout.entries {
                try file.read("\(entry.name).\(name)", into: .init(rebasing: storage.elements[entry.range]))
            }
        }
        guard let steps = file.header.metadata["step"].flatMap({ Int($0) }) else {
            throw TrainingError(.directory, stage: path, "it does not tell its step")
        }
        optimizer.steps = steps
    }
}
