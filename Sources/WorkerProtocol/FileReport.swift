/// What came of a ``FileOrder``.
package struct FileReport: WireCodable {
    /// The error number that stood against it, 0 for none.
    package var errno: Int32
    package var entries: [FileEntry]

    package init(errno: Int32 = 0, entries: [FileEntry] = []) {
        self.errno = errno
        self.entries = entries
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.errno = try reader.read()
        self.entries = try reader.readList()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.errno)
        writer.write(self.entries)
    }
}
