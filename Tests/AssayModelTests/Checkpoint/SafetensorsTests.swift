import AssayJSON
import AssayModel
import Foundation
import Testing

@Suite struct SafetensorsTests {
    private let folder: TemporaryFolder

    init() throws { self.folder = try TemporaryFolder() }

    /// The bytes of a file with that header.
    private static func file(_ header: String, data: [UInt8] = [], length: UInt64? = nil) -> [UInt8] {
        withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Array($0) } + header.utf8 + data
    }

    private func write(
        _ tensors: [(String, [Int], [Float])], _ type: TensorType, metadata: [String: String] = [:]
    ) throws -> String {
        let path = self.folder.path("\(type.rawValue).safetensors")
        let writer = try SafetensorsWriter(
            path: path, tensors: tensors.map { ($0.0, $0.1) }, type: type, metadata: metadata)
        for tensor in tensors { try tensor.2.withUnsafeBufferPointer { try writer.append($0) } }
        #expect(!FileManager.default.fileExists(atPath: path), "a file that is not whole has the name of one that is")
        try writer.finish()
        return path
    }

    @Test func writesWhatItReads() throws {
        let tensors: [(String, [Int], [Float])] = [
            ("b", [2, 3], [1, -2, 0.5, 0, -0.0, 3.25]), ("a", [], [7]), ("none", [0, 4], []),
            ("é\"\\", [1], [.infinity]),
        ]
        for type in [TensorType.float32, .bfloat16, .float16] {
            let file = try SafetensorsFile(path: try self.write(tensors, type, metadata: ["step": "3"]))
            #expect(file.header.metadata == ["format": "pt", "step": "3"])
            #expect(file.header.tensors.map(\.name) == tensors.map(\.0))
            for (name, shape, values) in tensors {
                #expect(file[name]?.shape == shape)
                #expect(file[name]?.type == type)
                #expect(try file.floats(name) == values)
            }
        }
    }

    @Test func manyElementsComeBackInOrder() throws {
        // More than are converted at once.
        let values = (0..<600_001).map { Float($0) }
        let file = try SafetensorsFile(path: try self.write([("x", [values.count], values)], .float32))
        #expect(try file.floats("x") == values)
    }

    @Test func bfloat16RoundsToTheNearestEven() {
        let cases: [(UInt32, UInt16)] = [
            (0x3f80_0000, 0x3f80), (0x3f80_7fff, 0x3f80), (0x3f80_8000, 0x3f80), (0x3f80_8001, 0x3f81),
            (0x3f81_8000, 0x3f82), (0xbf80_8001, 0xbf81), (0x7f7f_ffff, 0x7f80), (0x7f80_0000, 0x7f80),
            (0x0000_0001, 0x0000), (0x8000_0000, 0x8000),
        ]
        for (bits, expected) in cases { #expect(Float(bitPattern: bits).bfloat16 == expected) }
        #expect(Float(bfloat16: Float(bitPattern: 0x7f80_0001).bfloat16).isNaN)
        for bits in UInt16.min ... .max where !Float(bfloat16: bits).isNaN {
            #expect(Float(bfloat16: bits).bfloat16 == bits)
        }
    }

    @Test func halfPrecisionIsReadAsIEEEHasIt() throws {
        let header = #"{"h":{"dtype":"F16","shape":[6],"data_offsets":[0,12]}}"#
        let data: [UInt8] = [0x00, 0x3c, 0x01, 0x00, 0xff, 0x7b, 0x00, 0xfc, 0x00, 0x80, 0x55, 0x35]
        let file = try SafetensorsFile(path: self.folder.write(Self.file(header, data: data), to: "half"))
        #expect(try file.floats("h") == [1, 0x1p-24, 65504, -.infinity, 0, 0.333251953125])
    }

    @Test func integersAreReadAsSuch() throws {
        let header = """
            {"l":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"i":{"dtype":"I32","shape":[2],"data_offsets":[8,16]}}
            """
        let data = [254] + [UInt8](repeating: 255, count: 7) + [5, 0, 0, 0, 255, 255, 255, 255]
        let file = try SafetensorsFile(path: self.folder.write(Self.file(header, data: data), to: "integers"))
        #expect(try file.integers("l") == [-2])
        #expect(try file.integers("i") == [5, -1])
        #expect(throws: CheckpointError.self) { try file.floats("l") }
        #expect(throws: CheckpointError.self) { try file.floats("absent") }
    }

    @Test(arguments: [
        // Types, shapes and offsets that are none.
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}"#,
        #"{"a":{"shape":[2],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#,
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#,
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#,
        #"{"a":3}"#,
        // Sizes that do not fit in 64 bits, or wrap around to one that would be right.
        #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[18446744073709551618],"data_offsets":[0,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551624]}}"#,
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775800,9223372036854775807]}}"#,
        // Overlaps, gaps, ends.
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#,
        #"{}"#,
        // Names and texts.
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        #"{"__metadata__":{"a":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
        #" {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
        #"[]"#, #"{"#, "",
    ])
    func refusesAWrongHeader(_ header: String) throws {
        let path = try self.folder.write(Self.file(header, data: [UInt8](repeating: 0, count: 8)), to: "wrong")
        #expect(throws: CheckpointError.self) { try SafetensorsFile(path: path) }
    }

    @Test(arguments: [0, 1, 55, 57, 100_000_001, 1 << 63, UInt64.max])
    func refusesAWrongLength(_ length: UInt64) throws {
        let header = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
        let data = [UInt8](repeating: 0, count: 8)
        _ = try SafetensorsFile(path: self.folder.write(Self.file(header, data: data), to: "right"))
        let path = try self.folder.write(Self.file(header, data: data, length: length), to: "wrong")
        #expect(throws: CheckpointError.self) { try SafetensorsFile(path: path) }
    }

    @Test func refusesWhatIsCutOffAnywhere() throws {
        let path = try self.write([("a", [3], [1, 2, 3]), ("b", [1], [4])], .float32)
        let whole = try Data(contentsOf: URL(filePath: path))
        for count in 0..<whole.count {
            let cut = try self.folder.write(whole.prefix(count), to: "cut")
            #expect(throws: CheckpointError.self) { try SafetensorsFile(path: cut) }
        }
        #expect(throws: CheckpointError.self) { try SafetensorsFile(path: self.folder.path("absent")) }
        #expect(throws: CheckpointError.self) { try SafetensorsFile(path: "/") }
    }

    @Test func aFileCutOffAfterItsHeaderWasReadIsAFault() throws {
        let path = try self.write([("a", [3], [1, 2, 3])], .float32)
        let file = try SafetensorsFile(path: path)
        truncate(path, 100)
        #expect(throws: CheckpointError.self) { try file.floats("a") }
    }

    @Test(.enabled(if: SharedData.isPresent, "\(SharedData.absence)"), arguments: ["tiny-llama", "tiny-qwen2"])
    func readsWhatPythonWrote(_ name: String) throws {
        let model = try SafetensorsFile(path: SharedData.path("parity/\(name)/model.safetensors"))
        let sums = try #require(SharedData.document("parity/\(name)/reference.json")?["grad_sums_sft"]?.object)
        #expect(Set(model.header.tensors.map(\.name)) == Set(sums.members.map(\.name)))
        let reference = try SafetensorsFile(path: SharedData.path("parity/\(name)/reference.safetensors"))
        #expect(reference["logits"]?.shape == [2, 24, 450])
        #expect(try reference.integers("input_ids").allSatisfy { (0..<450).contains($0) })
        for tensor in reference.header.tensors where tensor.name.hasPrefix("grad_sft.") {
            let gradient = try reference.floats(tensor.name).map(Double.init)
            let expected = try #require(sums[String(tensor.name.dropFirst(9))]?.array).compactMap(\.double)
            let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            #expect(abs(gradient.reduce(0, +) - expected[0]) <= 1e-5 * max(1, norm))
            #expect(abs(norm - expected[1]) <= 1e-5 * expected[1])
        }
    }
}
