/// Why bytes could not be read as the value expected.
package enum WireError: Error, Equatable, Sendable {
    /// A length or integer reaches past the end.
    case truncated
    /// A list, string or frame announces more than its limit.
    case tooLong
    /// A discriminator or flag that no version of the protocol writes.
    case unknownValue
    /// Text that is not UTF-8.
    case notText
    /// Something follows the value.
    case trailingBytes
}

/// Reads what ``ByteWriter`` wrote, trusting nothing: every length is checked against what is there.
package struct ByteReader {
    private let bytes: [UInt8]
    private var offset = 0
    private static let mostReserved = 256

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { self.offset == self.bytes.count }

    package mutating func read<Integer: FixedWidthInteger>(
        _ type: Integer.Type = Integer.self
    ) throws(WireError) -> Integer {
        let size = MemoryLayout<Integer>.size
        guard self.bytes.count - self.offset >= size else { throw .truncated }
        var value: Integer = 0
        withUnsafeMutableBytes(of: &value) { target in
            for index in 0..<size { target[index] = self.bytes[self.offset + index] }
        }
        self.offset += size
        return Integer(littleEndian: value)
    }

    package mutating func readBool() throws(WireError) -> Bool {
        switch try self.read(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw .unknownValue
        }
    }

    package mutating func readBytes() throws(WireError) -> [UInt8] {
        let count = Int(try self.read(UInt32.self))
        guard self.bytes.count - self.offset >= count else { throw .truncated }
        defer { self.offset += count }
        return Array(self.bytes[self.offset..<self.offset + count])
    }

    package mutating func readString() throws(WireError) -> String {
        guard let text = String(validating: try self.readBytes(), as: UTF8.self) else { throw .notText }
        return text
    }

    package mutating func readList<Element>(
        _ body: (inout ByteReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let count = Int(try self.read(UInt32.self))
        // Every element takes at least one byte; as it takes more in memory, room is made as elements are read.
        guard count <= self.bytes.count - self.offset else { throw .truncated }
        var list: [Element] = []
        list.reserveCapacity(min(count, Self.mostReserved))
        for _ in 0..<count { list.append(try body(&self)) }
        return list
    }

    package mutating func readList<Element: WireCodable>(
        of type: Element.Type = Element.self
    ) throws(WireError) -> [Element] {
        try self.readList { (reader) throws(WireError) in try Element(from: &reader) }
    }
}
