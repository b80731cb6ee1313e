/// How a GGUF file stores a tensor: in blocks of elements that share a scale.
///
/// Source of numbers and layouts: ggml's specification, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, and
/// its `block_q4_0`, `block_q4_1` and `block_q8_0`.
enum GGUFType: UInt32, Sendable {
    case float32 = 0
    case float16 = 1
    case q4_0 = 2
    case q4_1 = 3
    case q8_0 = 8
    case bfloat16 = 30

    /// Elements a block.
    var blockCount: Int {
        switch self {
        case .float32, .float16, .bfloat16: 1
        case .q4_0, .q4_1, .q8_0: 32
        }
    }

    /// Bytes a block.
    var blockSize: Int {
        switch self {
        case .float32: 4
        case .float16, .bfloat16: 2
        case .q4_0: 18
        case .q4_1: 20
        case .q8_0: 34
        }
    }

    /// Widens stored elements; there are as many as the bytes hold.
    func decode(_ bytes: UnsafeRawBufferPointer, into values: UnsafeMutableBufferPointer<Float>) {
        switch self {
        case .float32: TensorType.float32.decode(bytes, into: values)
        case .float16: TensorType.float16.decode(bytes, into: values)
        case .bfloat16: TensorType.bfloat16.decode(bytes, into: values)
        case .q4_0, .q4_1, .q8_0:
            for block in 0..<values.count / self.blockCount {
                let start = block * self.blockSize
                self.decodeBlock(
                    UnsafeRawBufferPointer(rebasing: bytes[start..<start + self.blockSize]),
                    into: UnsafeMutableBufferPointer(rebasing: values[32 * block..<32 * block + 32]))
            }
        }
    }

    private func decodeBlock(_ bytes: UnsafeRawBufferPointer, into values: UnsafeMutableBufferPointer<Float>) {
        let scale = Self.half(bytes, at: 0)
        switch self {
        case .q8_0:
            for index in 0..<32 { values[index] = scale * Float(Int8(bitPattern: bytes[2 + index])) }
        default:
            // The lower halves of the bytes are the first sixteen elements, the upper ones the others.
            let start = self.blockSize - 16
            let least = self == .q4_1 ? Self.half(bytes, at: 2) : -8 * scale
            for index in 0..<16 {
                values[index] = scale * Float(bytes[start + index] & 0xF) + least
                values[index + 16] = scale * Float(bytes[start + index] >> 4) + least
            }
        }
    }

    private static func half(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Float {
        let bits = bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return Float(Float16(bitPattern: UInt16(littleEndian: bits)))
    }
}
