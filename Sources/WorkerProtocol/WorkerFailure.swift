/// A step in a template, slot or confined child that failed, named so that a reader can act on it.
package struct WorkerFailure: Error, WireCodable, CustomStringConvertible {
    /// The step, such as `unshare(newuser)` or `import sympy`.
    package var stage: String
    /// The system call's error number, 0 where there was none.
    package var errno: Int32
    package var message: String

    package init(stage: String, errno: Int32 = 0, message: String = "") {
        self.stage = stage
        self.errno = errno
        self.message = message
    }

    package var description: String {
        var text = self.stage
        if self.errno != 0 { text += ": errno \(self.errno)" }
        if !self.message.isEmpty { text += ": \(self.message)" }
        return text
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.stage = try reader.readString()
        self.errno = try reader.read()
        self.message = try reader.readString()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.stage)
        writer.write(self.errno)
        writer.write(self.message)
    }
}
