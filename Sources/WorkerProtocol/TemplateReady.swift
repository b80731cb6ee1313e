/// What a warmed template says of itself.
package struct TemplateReady: WireCodable {
    /// `sys.version` up to the first space, such as `3.11.2`.
    package var pythonVersion: String
    /// Imported modules that carry a version, such as `numpy 1.24.2`.
    package var modules: [String]
    /// Time from exec to ready, in milliseconds.
    package var startupMilliseconds: UInt32
    /// Resident memory after warm-up, bytes.
    package var residentBytes: UInt64

    package init(pythonVersion: String, modules: [String], startupMilliseconds: UInt32, residentBytes: UInt64) {
        self.pythonVersion = pythonVersion
        self.modules = modules
        self.startupMilliseconds = startupMilliseconds
        self.residentBytes = residentBytes
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.pythonVersion = try reader.readString()
        self.modules = try reader.readList { (reader) throws(WireError) in try reader.readString() }
        self.startupMilliseconds = try reader.read()
        self.residentBytes = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.pythonVersion)
        writer.write(self.modules) { $0.write($1) }
        writer.write(self.startupMilliseconds)
        writer.write(self.residentBytes)
    }
}
