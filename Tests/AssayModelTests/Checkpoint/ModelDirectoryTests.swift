import AssayJSON
import AssayModel
import Foundation
import Testing

@Suite struct ModelDirectoryTests {
    private static let llama = ModelConfiguration(
        vocabularySize: 11, hiddenSize: 8, intermediateSize: 12, layerCount: 2, headCount: 4, keyValueHeadCount: 2,
        ropeTheta: 500_000,
        ropeScaling: .init(
            factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalMaximumPositions: 64),
        tiesEmbeddings: false, maximumPositions: 512)
    private static let qwen2 = ModelConfiguration(
        vocabularySize: 11, hiddenSize: 8, intermediateSize: 12, layerCount: 1, headCount: 2, keyValueHeadCount: 1,
        headDimension: 6, normEpsilon: 1e-6, ropeTheta: 1e6, hasAttentionBias: true)

    private let folder: TemporaryFolder

    init() throws { self.folder = try TemporaryFolder() }

    /// All elements, or a tensor's; a storage may go before a buffer into it does.
    private static func elements(_ storage: ParameterStorage, _ name: String? = nil) throws -> [Float] {
        try withExtendedLifetime(storage) {
            guard let name else { return storage.values }
            return try Array(#require(storage[name]))
        }
    }

    /// Parameters of which no two are the same.
    private static func numbered(_ configuration: ModelConfiguration, _ head: TransformerHead) -> ParameterStorage {
        let parameters = ParameterStorage(layout: ParameterLayout(configuration, head: head))
        for index in parameters.elements.indices { parameters.elements[index] = Float(index) / 4 }
        return parameters
    }

    @Test(arguments: [Self.llama, Self.qwen2]) func loadsWhatItSaved(_ configuration: ModelConfiguration) throws {
        let directory = ModelDirectory(path: self.folder.path("model"))
        let parameters = Self.numbered(configuration, .language)
        try directory.save(configuration, parameters, endToken: 2)
        #expect(try directory.configuration() == configuration)
        let loaded = try directory.parameters(for: configuration)
        #expect(loaded.layout == parameters.layout)
        #expect(try Self.elements(loaded) == Self.elements(parameters))
    }

    @Test func aCriticBeginsAsItsPolicy() throws {
        let directory = ModelDirectory(path: self.folder.path("model"))
        let parameters = Self.numbered(Self.llama, .language)
        try directory.save(Self.llama, parameters)
        let critic = try directory.parameters(for: Self.llama, head: .value)
        #expect(try Self.elements(critic, "score.weight").allSatisfy { $0 == 0 })
        let norm = "model.norm.weight"
        #expect(try Self.elements(critic, norm) == Self.elements(parameters, norm))
        // And is itself again from its own folder.
        let other = ModelDirectory(path: self.folder.path("critic"))
        let values = Self.numbered(Self.llama, .value)
        try other.save(Self.llama, values)
        let loaded = try other.parameters(for: Self.llama, head: .value)
        #expect(try Self.elements(loaded) == Self.elements(values))
        #expect(throws: CheckpointError.self) { try other.parameters(for: Self.llama) }
    }

    @Test func readsShards() throws {
        let parameters = Self.numbered(Self.qwen2, .language)
        let directory = ModelDirectory(path: self.folder.path("model"))
        try directory.save(Self.qwen2, type: .float32)
        var map = JSONObject()
        for (number, parity) in [(1, 0), (2, 1)] {
            let file = "model-0000\(number)-of-00002.safetensors"
            let entries = parameters.layout.entries.enumerated().filter { $0.offset % 2 == parity }.map(\.element)
            let writer = try SafetensorsWriter(
                path: directory.file(file), tensors: entries.map { ($0.name, $0.shape) }, type: .float32)
            for entry in entries {
                try writer.append(UnsafeBufferPointer(rebasing: parameters.elements[entry.range]))
                map.append(entry.name, .string(file))
            }
            try writer.finish()
        }
        let index = JSONObject([("metadata", [:]), ("weight_map", .object(map))])
        try Data(JSONWriter.bytes(.object(index))).write(
            to: URL(filePath: directory.file("model.safetensors.index.json")))
        let loaded = try directory.parameters(for: Self.qwen2)
        #expect(try Self.elements(loaded) == Self.elements(parameters))
    }

    @Test(arguments: ["../model.safetensors", "/etc/passwd", "..", "", "absent.safetensors"])
    func anIndexStaysInItsFolder(_ name: String) throws {
        let directory = ModelDirectory(path: self.folder.path("model"))
        try directory.save(Self.qwen2, type: .float32)
        let index: JSONValue = ["weight_map": ["model.norm.weight": .string(name)]]
        try Data(JSONWriter.bytes(index)).write(to: URL(filePath: directory.file("model.safetensors.index.json")))
        #expect(throws: CheckpointError.self) { try directory.parameters(for: Self.qwen2) }
    }

    @Test func refusesOtherShapesAndOtherTensors() throws {
        let directory = ModelDirectory(path: self.folder.path("model"))
        try directory.save(Self.llama, Self.numbered(Self.llama, .language))
        var wider = Self.llama
        wider.intermediateSize = 13
        #expect(throws: CheckpointError.self) { try directory.parameters(for: wider) }
        var shallower = Self.llama
        shallower.layerCount = 1
        #expect(throws: CheckpointError.self) { try directory.parameters(for: shallower) }
        var deeper = Self.llama
        deeper.layerCount = 3
        #expect(throws: CheckpointError.self) { try directory.parameters(for: deeper) }
        // A tied model has no use for a head of its own.
        var tied = Self.llama
        tied.tiesEmbeddings = true
        _ = try directory.parameters(for: tied)
    }

    @Test(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"))
    func readsTransformersFolders() throws {
        let llama = ModelDirectory(path: SharedData.path("parity/tiny-llama"))
        let configuration = try llama.configuration()
        #expect(
            configuration
                == ModelConfiguration(
                    vocabularySize: 450, hiddenSize: 48, intermediateSize: 128, layerCount: 2, headCount: 4,
                    keyValueHeadCount: 2, headDimension: 12, tiesEmbeddings: false, maximumPositions: 256))
        #expect(try Self.elements(llama.parameters(for: configuration)).contains { $0 != 0 })
        let qwen2 = ModelDirectory(path: SharedData.path("parity/tiny-qwen2"))
        let other = try qwen2.configuration()
        #expect(other.hasAttentionBias && other.tiesEmbeddings && other.ropeTheta == 1e6 && other.normEpsilon == 1e-6)
        let bias = try Self.elements(qwen2.parameters(for: other), "model.layers.1.self_attn.q_proj.bias")
        #expect(bias.contains { $0 != 0 })
    }
}
