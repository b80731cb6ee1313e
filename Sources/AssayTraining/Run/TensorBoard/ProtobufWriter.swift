/// Writes a message in the encoding of Protocol Buffers, field by field.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    private enum WireType: UInt64 {
        case varint = 0
        case fixed64 = 1
        case lengthDelimited = 2
        case fixed32 = 5
    }

    /// A message that `body` writes.
    static func message(_ body: (inout ProtobufWriter) -> Void) -> [UInt8] {
        var writer = ProtobufWriter()
        body(&writer)
        return writer.bytes
    }

    /// Writes nothing for 0, which is what readers assume.
    mutating func integer(_ field: Int, _ value: Int) {
        guard value != 0 else { return }
        self.tag(field, .varint)
        self.varint(UInt64(bitPattern: Int64(value)))
    }

    mutating func double(_ field: Int, _ value: Double) {
        self.tag(field, .fixed64)
        self.bytes += value.bitPattern.littleEndianBytes
    }

    mutating func float(_ field: Int, _ value: Float) {
        self.tag(field, .fixed32)
        self.bytes += value.bitPattern.littleEndianBytes
    }

    mutating func text(_ field: Int, _ value: String) { self.data(field, Array(value.utf8)) }

    /// A message inside this one.
    mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
        self.data(field, Self.message(body))
    }

    private mutating func data(_ field: Int, _ data: [UInt8]) {
        self.tag(field, .lengthDelimited)
        self.varint(UInt64(data.count))
        self.bytes += data
    }

    private mutating func tag(_ field: Int, _ type: WireType) { self.varint(UInt64(field) << 3 | type.rawValue) }

    private mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            self.bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        self.bytes.append(UInt8(rest))
    }
}

extension FixedWidthInteger {
    var littleEndianBytes: [UInt8] { withUnsafeBytes(of: self.littleEndian) { Array($0) } }
}
