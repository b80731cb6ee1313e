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

    /// Seeded, so that a failure can be repeated.
    @Test func mutations() {
        var generator = SplitMix(state: 20)
        let seeds = [
            RoundTripTests.order.wireBytes, RoundTripTests.slot.wireBytes,
            ExecutionReport(end: .exited(0), denied: ["socket"]).wireBytes,
        ]
        for _ in 0..<20_000 {
            var bytes = seeds[Int(generator.next() % 3)]
            for _ in 0...(generator.next() % 4) {
                bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: generator.next())
            }
            _ = try? ExecutionOrder(wireBytes: bytes)
            _ = try? SlotOrder(wireBytes: bytes)
            if let report = try? ExecutionReport(wireBytes: bytes) {
                #expect(try! ExecutionReport(wireBytes: report.wireBytes) == report)
            }
        }
    }
}

/// Sebastiano Vigna's SplitMix64.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
