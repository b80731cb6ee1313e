/// What a session's folder holds under a name.
package struct FileEntry: WireCodable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        case file = 1
        case folder = 2
        case link = 3
        /// A socket, a pipe.
        case other = 4
    }

    /// Relative to the folder that was listed, or as it was asked for.
    package var path: [UInt8]
    package var kind: Kind
    package var bytes: UInt64
    /// Permissions, the lower twelve bits.
    package var mode: UInt16
    /// When it was last changed, seconds since 1970.
    package var modified: Int64
    package var modifiedNanoseconds: UInt32
    /// Where a link points.
    package var target: [UInt8]

    package init(
        path: [UInt8], kind: Kind, bytes: UInt64, mode: UInt16, modified: Int64, modifiedNanoseconds: UInt32 = 0,
        target: [UInt8] = []
    ) {
        self.path = path
        self.kind = kind
        self.bytes = bytes
        self.mode = mode
        self.modified = modified
        self.modifiedNanoseconds = modifiedNanoseconds
        self.target = target
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.path = try reader.readBytes()
        guard let kind = Kind(rawValue: try reader.read()) else { throw .unknownValue }
        self.kind = kind
        self.bytes = try reader.read()
        self.mode = try reader.read()
        self.modified = try reader.read()
        self.modifiedNanoseconds = try reader.read()
        self.target = try reader.readBytes()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.path)
        writer.write(self.kind.rawValue)
        writer.write(self.bytes)
        writer.write(self.mode)
        writer.write(self.modified)
        writer.write(self.modifiedNanoseconds)
        writer.write(self.target)
    }
}
