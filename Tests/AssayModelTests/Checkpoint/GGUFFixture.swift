/// Writes GGUF files.
struct GGUFFixture {
    enum Value {
        case word(UInt32)
        case number(Float)
        case text(String)
        case texts([String])
    }

    var metadata: [(String, Value)] = []
    /// Extents row-major; ggml's number of the type; bytes.
    var tensors: [(name: String, shape: [Int], type: UInt32, bytes: [UInt8])] = []
    var version: UInt32 = 3

    static func little(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    static func floats(_ values: [Float]) -> [UInt8] { values.flatMap { Self.little($0.bitPattern) } }

    private static func string(_ text: String) -> [UInt8] { Self.little(UInt64(text.utf8.count)) + text.utf8 }

    var header: [UInt8] {
        var bytes: [UInt8] = Array("GGUF".utf8) + Self.little(self.version)
        bytes += Self.little(UInt64(self.tensors.count)) + Self.little(UInt64(self.metadata.count))
        for (name, value) in self.metadata {
            bytes += Self.string(name)
            switch value {
            case .word(let word): bytes += Self.little(UInt32(4)) + Self.little(word)
            case .number(let number): bytes += Self.little(UInt32(6)) + Self.little(number.bitPattern)
            case .text(let text): bytes += Self.little(UInt32(8)) + Self.string(text)
            case .texts(let texts):
                bytes += Self.little(UInt32(9)) + Self.little(UInt32(8)) + Self.little(UInt64(texts.count))
                for text in texts { bytes += Self.string(text) }
            }
        }
        var offset = 0
        for tensor in self.tensors {
            bytes += Self.string(tensor.name) + Self.little(UInt32(tensor.shape.count))
            for extent in tensor.shape.reversed() { bytes += Self.little(UInt64(extent)) }
            bytes += Self.little(tensor.type) + Self.little(UInt64(offset))
            offset += (tensor.bytes.count + 31) / 32 * 32
        }
        return bytes
    }

    var bytes: [UInt8] {
        var bytes = self.header
        for tensor in self.tensors {
            bytes += [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32) + tensor.bytes
        }
        return bytes + [UInt8](repeating: 0, count: (32 - bytes.count % 32) % 32)
    }
}
