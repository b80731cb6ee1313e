/// What a program has just written, for whoever reads along. The ``ExecutionReport`` has it all once more.
package struct OutputChunk: WireCodable {
    package enum Stream: UInt8, Sendable {
        case standardOutput = 1
        case standardError = 2
    }

    package var stream: Stream
    package var bytes: [UInt8]

    package init(stream: Stream, bytes: [UInt8]) {
        self.stream = stream
        self.bytes = bytes
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        guard let stream = Stream(rawValue: try reader.read()) else { throw .unknownValue }
        self.stream = stream
        self.bytes = try reader.readBytes()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.stream.rawValue)
        writer.write(self.bytes)
    }
}
