/// How a tensor's elements are stored, by their names in safetensors; all are little-endian.
package enum TensorType: String, Sendable, CaseIterable {
    case float64 = "F64"
    case float32 = "F32"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int64 = "I64"
    case uint64 = "U64"
    case int32 = "I32"
    case uint32 = "U32"
    case int16 = "I16"
    case uint16 = "U16"
    case int8 = "I8"
    case uint8 = "U8"
    case bool = "BOOL"

    /// Bytes an element.
    package var size: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool: 1
        }
    }
}

// MARK: - Elements as numbers

extension TensorType {
    /// Whether elements can be read as `Float` without a loss that matters to a model.
    var isReadableAsFloat: Bool {
        switch self {
        case .float32, .float16, .bfloat16: true
        default: false
        }
    }

    /// Widens stored elements; the two are of equal count.
    func decode(_ bytes: UnsafeRawBufferPointer, into values: UnsafeMutableBufferPointer<Float>) {
        switch self {
        case .float32:
            for index in values.indices {
                let bits = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                values[index] = Float(bitPattern: UInt32(littleEndian: bits))
            }
        case .bfloat16:
            for index in values.indices {
                let bits = bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                values[index] = Float(bfloat16: UInt16(littleEndian: bits))
            }
        case .float16:
            for index in values.indices {
                let bits = bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                values[index] = Float(Float16(bitPattern: UInt16(littleEndian: bits)))
            }
        default: preconditionFailure("\(self.rawValue) holds no weights")
        }
    }

    /// Narrows values to stored elements, to the nearest, ties to even.
    func encode(_ values: UnsafeBufferPointer<Float>, into bytes: UnsafeMutableRawBufferPointer) {
        switch self {
        case .float32:
            for index in values.indices {
                bytes.storeBytes(of: values[index].bitPattern.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
            }
        case .bfloat16:
            for index in values.indices {
                bytes.storeBytes(of: values[index].bfloat16.littleEndian, toByteOffset: 2 * index, as: UInt16.self)
            }
        case .float16:
            for index in values.indices {
                let bits = Float16(values[index]).bitPattern
                bytes.storeBytes(of: bits.littleEndian, toByteOffset: 2 * index, as: UInt16.self)
            }
        default: preconditionFailure("\(self.rawValue) holds no weights")
        }
    }
}

extension Float {
    /// The upper half of a `Float`.
    package init(bfloat16 bits: UInt16) { self.init(bitPattern: UInt32(bits) << 16) }

    /// The nearest bfloat16, ties to even; not-a-number stays one.
    package var bfloat16: UInt16 {
        guard !self.isNaN else { return UInt16(self.bitPattern >> 16) | 0x40 }
        let bits = self.bitPattern
        return UInt16((bits &+ 0x7fff &+ (bits >> 16 & 1)) >> 16)
    }
}
