/// A file that a session's folder holds.
package struct FileEntry: WireCodable {
    /// Relative to the working directory.
    package var path: [UInt8]
    package var bytes: UInt64
    /// When it was last changed, seconds since 1970.
    package var modified: Int64

    package init(path: [UInt8], bytes: UInt64, modified: Int64) {
        self.path = path
        self.bytes = bytes
        self.modified = modified
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.path = try reader.readBytes()
        self.bytes = try reader.read()
        self.modified = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.path)
        writer.write(self.bytes)
        writer.write(self.modified)
    }
}
