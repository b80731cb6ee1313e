import AssayModel
import Mutation
import Testing

@Suite struct GGUFTests {
    private let folder: TemporaryFolder

    init() throws { self.folder = try TemporaryFolder() }

    private func open(_ fixture: GGUFFixture) throws -> GGUFFile {
        try GGUFFile(path: self.folder.write(fixture.bytes, to: "model.gguf"))
    }

    @Test func readsMetadata() throws {
        let fixture = GGUFFixture(metadata: [
            ("a", .word(7)), ("b", .number(0.5)), ("c", .text("é")), ("d", .texts(["x", ""])),
        ])
        let file = try self.open(fixture)
        #expect(
            file.metadata
                == ["a": .integer(7), "b": .number(0.5), "c": .string("é"), "d": .array([.string("x"), .string("")])])
    }

    @Test func widensEveryType() throws {
        // Scale 2 (half 0x4000), least value 1 (half 0x3c00), and halves of bytes 0x0f, 0x1f, …, 0xff.
        let nibbles = (0..<16).map { UInt8($0 << 4 | 15) }
        let fixture = GGUFFixture(tensors: [
            ("f32", [2, 2], 0, GGUFFixture.floats([1, -2, 3, 0.5])),
            ("f16", [3], 1, [0x00, 0x3c, 0x00, 0xc0, 0xff, 0x7b]),
            ("bf16", [2], 30, [0x80, 0x3f, 0x00, 0xc0]),
            ("q8_0", [1, 32], 8, [0x00, 0x40] + (0..<32).map { UInt8(bitPattern: Int8($0 - 16)) }),
            ("q4_0", [32], 2, [0x00, 0x40] + nibbles),
            ("q4_1", [2, 32], 3, [0x00, 0x40, 0x00, 0x3c] + nibbles + [0x00, 0x3c, 0x00, 0x00] + nibbles),
        ])
        let file = try self.open(fixture)
        #expect(file.shape(of: "f32") == [2, 2])
        #expect(try file.floats("f32") == [1, -2, 3, 0.5])
        #expect(try file.floats("f16") == [1, -2, 65504])
        #expect(try file.floats("bf16") == [1, -2])
        #expect(try file.floats("q8_0") == (0..<32).map { Float(2 * ($0 - 16)) })
        let upper = (0..<16).map { Float($0) }
        #expect(try file.floats("q4_0") == [Float](repeating: 14, count: 16) + upper.map { 2 * ($0 - 8) })
        #expect(
            try file.floats("q4_1")
                == [Float](repeating: 31, count: 16) + upper.map { 2 * $0 + 1 } + [Float](repeating: 15, count: 16)
                + upper)
        #expect(throws: CheckpointError.self) { try file.floats("absent") }
    }

    @Test func refusesWhatIsNoGGUF() throws {
        let tensor = ("x", [1, 32], UInt32(8), [UInt8](repeating: 0, count: 34))
        var cases: [GGUFFixture] = [
            GGUFFixture(version: 1), GGUFFixture(version: 4), GGUFFixture(tensors: [("x", [2], 99, [0, 0])]),
            GGUFFixture(tensors: [("x", [33], 8, [UInt8](repeating: 0, count: 36))]),
            GGUFFixture(tensors: [("x", [1 << 40, 1 << 40], 0, [])]), GGUFFixture(tensors: [("x", [1000], 0, [0])]),
            GGUFFixture(tensors: [("x", [1, 1, 1, 1, 1], 0, [0, 0, 0, 0])]), GGUFFixture(tensors: [tensor, tensor]),
            GGUFFixture(metadata: [("general.alignment", .word(0))]),
        ]
        cases.append(GGUFFixture(tensors: [("x", [], 0, [0, 0, 0, 0])]))
        for fixture in cases { #expect(throws: CheckpointError.self) { try self.open(fixture) } }
        let whole = GGUFFixture(metadata: [("a", .texts(["x"]))], tensors: [tensor]).header
        for count in 0..<whole.count {
            let path = try self.folder.write(whole.prefix(count), to: "cut")
            #expect(throws: CheckpointError.self) { try GGUFFile(path: path) }
        }
    }

    @Test func aHostileFileIsReadOrRefused() {
        let valid = GGUFFixture(
            metadata: [("general.alignment", .word(32)), ("d", .texts(["x", "y"]))],
            tensors: [
                ("x", [2, 32], 8, [UInt8](repeating: 1, count: 68)), ("y", [3], 0, GGUFFixture.floats([1, 2, 3])),
            ])
        let fault = Campaign().run(corpus: [valid.bytes]) { bytes, _ in
            guard let path = try? self.folder.write(bytes, to: "hostile"), let file = try? GGUFFile(path: path) else {
                return nil
            }
            for name in file.names {
                guard let values = try? file.floats(name) else { return "\(name) cannot be read" }
                let count = file.shape(of: name)?.reduce(1, *)
                guard values.count == count else { return "\(name) has \(values.count) elements" }
            }
            return nil
        }
        #expect(fault == nil)
    }

    /// A model of two heads of four, whose query rows are numbered.
    private static func model(_ extra: [(String, GGUFFixture.Value)] = []) -> GGUFFixture {
        func tensor(_ name: String, _ shape: [Int]) -> (name: String, shape: [Int], type: UInt32, bytes: [UInt8]) {
            let values = (0..<shape.reduce(1, *)).map { Float($0 / (shape.count == 2 ? shape[1] : 1)) }
            return (name, shape, 0, GGUFFixture.floats(values))
        }
        return GGUFFixture(
            metadata: [
                ("general.architecture", .text("llama")), ("llama.block_count", .word(1)),
                ("llama.embedding_length", .word(8)), ("llama.feed_forward_length", .word(6)),
                ("llama.attention.head_count", .word(2)), ("llama.attention.head_count_kv", .word(1)),
                ("llama.context_length", .word(64)), ("llama.rope.freq_base", .number(1e5)),
                ("llama.attention.layer_norm_rms_epsilon", .number(1e-5)),
            ] + extra,
            tensors: [
                tensor("token_embd.weight", [5, 8]), tensor("output_norm.weight", [8]),
                tensor("blk.0.attn_norm.weight", [8]), tensor("blk.0.attn_q.weight", [8, 8]),
                tensor("blk.0.attn_k.weight", [4, 8]), tensor("blk.0.attn_v.weight", [4, 8]),
                tensor("blk.0.attn_output.weight", [8, 8]), tensor("blk.0.ffn_norm.weight", [8]),
                tensor("blk.0.ffn_gate.weight", [6, 8]), tensor("blk.0.ffn_up.weight", [6, 8]),
                tensor("blk.0.ffn_down.weight", [8, 6]),
            ])
    }

    @Test func convertsALlama() throws {
        let directory = ModelDirectory(path: self.folder.path("out"))
        try GGUFConversion(self.open(Self.model())).save(to: directory, endToken: 2)
        let configuration = try directory.configuration()
        #expect(configuration.ropeTheta == 1e5 && configuration.tiesEmbeddings && configuration.headDimension == 4)
        #expect(configuration.vocabularySize == 5 && configuration.keyValueHeadCount == 1)
        let file = try SafetensorsFile(path: directory.file("model.safetensors"))
        func rows(_ name: String) throws -> [Float] {
            try stride(from: 0, to: file.floats(name).count, by: 8).map { try file.floats(name)[$0] }
        }
        // Pairs (0, 1) and (2, 3) of a head become its halves.
        #expect(try rows("model.layers.0.self_attn.q_proj.weight") == [0, 2, 1, 3, 4, 6, 5, 7])
        #expect(try rows("model.layers.0.self_attn.k_proj.weight") == [0, 2, 1, 3])
        #expect(try rows("model.layers.0.self_attn.v_proj.weight") == [0, 1, 2, 3])
        _ = try directory.parameters(for: configuration)
    }

    @Test func refusesOtherModels() throws {
        for (name, value) in [
            ("general.architecture", GGUFFixture.Value.text("qwen2")), ("llama.rope.scaling.type", .text("yarn")),
            ("llama.rope.dimension_count", .word(2)), ("llama.attention.head_count", .word(0)),
        ] {
            let file = try self.open(Self.model([(name, value)]))
            #expect(throws: CheckpointError.self) { try GGUFConversion(file) }
        }
        var lacking = Self.model()
        lacking.tensors.removeAll { $0.name == "blk.0.attn_v.weight" }
        let conversion = try GGUFConversion(self.open(lacking))
        #expect(throws: CheckpointError.self) {
            try conversion.save(to: ModelDirectory(path: self.folder.path("lacking")))
        }
    }
}
