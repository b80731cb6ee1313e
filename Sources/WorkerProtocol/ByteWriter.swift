/// Appends little-endian integers, byte strings and lists to a growing buffer.
package struct ByteWriter {
    /// What has been written so far.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write<Integer: FixedWidthInteger>(_ value: Integer) {
        withUnsafeBytes(of: value.littleEndian) { self.bytes.append(contentsOf: $0) }
    }

    package mutating func write(_ value: Bool) {
        self.write(UInt8(value ? 1 : 0))
    }

    /// A 32-bit length, then the bytes.
    package mutating func write(_ value: [UInt8]) {
        self.write(UInt32(value.count))
        self.bytes.append(contentsOf: value)
    }

    /// A 32-bit length, then UTF-8.
    package mutating func write(_ value: String) {
        var value = value
        value.withUTF8 { utf8 in
            self.write(UInt32(utf8.count))
            self.bytes.append(contentsOf: utf8)
        }
    }

    package mutating func write<Element: WireCodable>(_ value: Element) {
        value.encode(into: &self)
    }

    package mutating func write<Element>(_ list: [Element], _ body: (inout ByteWriter, Element) -> Void) {
        self.write(UInt32(list.count))
        for element in list { body(&self, element) }
    }

    package mutating func write<Element: WireCodable>(_ list: [Element]) {
        self.write(list) { $0.write($1) }
    }
}

/// A value with one binary form, the same on both sides of a worker's socket.
package protocol WireCodable: Sendable, Equatable {
    func encode(into writer: inout ByteWriter)
    init(from reader: inout ByteReader) throws(WireError)
}

extension WireCodable {
    /// The value alone in a buffer.
    package var wireBytes: [UInt8] {
        var writer = ByteWriter()
        self.encode(into: &writer)
        return writer.bytes
    }

    /// Reads a value that fills the whole buffer.
    package init(wireBytes: [UInt8]) throws(WireError) {
        var reader = ByteReader(wireBytes)
        self = try Self(from: &reader)
        guard reader.isAtEnd else { throw .trailingBytes }
    }
}
