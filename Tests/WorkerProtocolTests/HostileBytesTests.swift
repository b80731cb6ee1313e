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

    @Test func textThatIsNotUTF8() {
        #expect(throws: WireError.notText) { try SlotReady(wireBytes: [1, 0, 0, 0, 1, 0, 0, 0, 0xff, 0, 0, 0, 0]) }
    }
}
