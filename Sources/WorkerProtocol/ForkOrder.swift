/// Asks a session for a branch. Beside the frame comes the branch's end of its socket, on which its supervisor reports as
/// a slot does.
package struct ForkOrder: WireCodable {
    /// The branch's place among those of its family that live, from 0.
    package var number: UInt8
    /// What all of the family's sessions together may use, bytes.
    package var familyMemoryBytes: UInt64

    package init(number: UInt8, familyMemoryBytes: UInt64) {
        self.number = number
        self.familyMemoryBytes = familyMemoryBytes
    }

    package init(from reader: inout ByteReader) throws(WireError) {
        self.number = try reader.read()
        self.familyMemoryBytes = try reader.read()
    }

    package func encode(into writer: inout ByteWriter) {
        writer.write(self.number)
        writer.write(self.familyMemoryBytes)
    }
}
