/// Asks a session for a branch. Beside the frame comes the branch's end of its socket, on which its supervisor reports as
/// a slot does; then, where memory is counted, the four files of the branch's own cgroup, and where tasks are counted by
/// another, that one's `procs`.
package struct ForkOrder: WireCodable {
    /// The branch's place among those of its family that live, from 0.
    package var number: UInt8

    package init(number: UInt8) {
        self.number = number
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.number = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.number)
    }
}
