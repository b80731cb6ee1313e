import Foundation
import Testing
import WorkerProtocol

@Suite("Hostile bytes are refused, never trapped on")
struct HostileBytesTests {
    @Test func truncatedAnywhere() {
        let bytes = RoundTripTests.slot.wireBytes
        for count in 0..<bytes.count {
            #expect(throws: WireError.self) { try SlotOrder(wireBytes: Array(bytes[..<count])) }
        }
    }

    @Test func trailingBytes() {
        #expect(throws: WireError.trailingBytes) {
            try ExecutionOrder(wireBytes: RoundTripTests.order.wireBytes + [0])
        }
    }

    @Test func forgedLengths() {
        #expect(throws: WireError.truncated) { try SlotReady(wireBytes: [0xff, 0xff, 0xff, 0xff]) }
        #expect(throws: WireError.tooLong) { try Frame.header([0xff, 0xff, 0xff, 0xff, 6]) }
        #expect(throws: WireError.unknownValue) { try Frame.header([0, 0, 0, 0, 99]) }
    }

    /// A count that the bytes may hold but do not must not make us reserve room for it.
    @Test func forgedCountReservesNothing() throws {
        let count = 128 << 20
        var forged = ByteWriter()
        forged.write(UInt32(count))
        let payload = forged.bytes + [UInt8](repeating: 0xff, count: count)
        let before = try Self.peakAddressSpace()
        #expect(throws: WireError.truncated) { try SlotReady(wireBytes: payload) }
        #expect(try Self.peakAddressSpace() - before < 1 << 30)
    }

    /// The most address space that this process ever had, bytes.
    private static func peakAddressSpace() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmPeak:") })
        return try #require(line.split(separator: " ").dropLast().last.flatMap { Int($0) }) << 10
    }

    @Test func textThatIsNotUTF8() {
        #expect(throws: WireError.notText) { try SlotReady(wireBytes: [1, 0, 0, 0, 1, 0, 0, 0, 0xff, 0, 0, 0, 0]) }
    }
}
