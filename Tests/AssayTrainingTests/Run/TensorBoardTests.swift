import Foundation
import Testing

@testable import AssayTraining

@Suite("TensorBoard's files")
struct TensorBoardTests {
    /// RFC 3720, appendix B.4.
    @Test("have Castagnoli's checksum")
    func checksum() {
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xe306_9283)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8a91_36aa)
        #expect(CRC32C.checksum([UInt8](repeating: 0xff, count: 32)) == 0x62a8_ab43)
        #expect(CRC32C.checksum([UInt8](0..<32)) == 0x46dd_794e)
    }

    /// What TensorBoard 2.21's own classes and its RecordWriter make of the same events.
    static let records: [(TensorBoardEvent, String)] = [
        (
            TensorBoardEvent(time: time, step: 0, content: .version),
            "1800000000000000a37f4b220900002040fc54d9411a0d627261696e2e4576656e743a322b353110"
        ),
        (
            TensorBoardEvent(time: time, step: 41, content: .restart),
            "0f000000000000006d532b090900002040fc54d94110293a0208016a885b5d"
        ),
        (
            TensorBoardEvent(
                time: time, step: 300, content: .scalars([("actor/pg_loss", -0.25), ("critic/score/mean", 0)])),
            "3e00000000000000d9d240e70900002040fc54d94110ac022a300a140a0d6163746f722f70675f6c6f737315000080be0a180a11"
                + "6372697469632f73636f72652f6d65616e150000000042b5edbb"
        ),
        (
            TensorBoardEvent(time: time, step: 7, content: .text(tag: "config", "π = 3")),
            "3500000000000000d6c55de60900002040fc54d94110072a280a260a06636f6e666967421008071204120208014206cf80203d20"
                + "334a0a0a060a04746578742002c8a1b78c"
        ),
    ]
    static let time = Date(timeIntervalSince1970: 1_700_000_000.5)

    @Test("have the bytes that TensorBoard writes", arguments: TensorBoardTests.records.indices)
    func bytes(index: Int) {
        let (event, expected) = Self.records[index]
        #expect(event.record.map { String(format: "%02x", $0) }.joined() == expected)
    }

    @Test("begin anew, or behind a checkpoint in a file of their own")
    func files() throws {
        let folder = try ScratchFolder()
        let now: @Sendable () -> Date = { Self.time }
        let later: @Sendable () -> Date = { Self.time + 1 }
        let first = try TensorBoardLog(directory: folder.path, now: now)
        try first.append(["a": 1, "b": .nan], step: 1)
        try TensorBoardLog(directory: folder.path, continuing: 40, now: later).append("text", tag: "t", step: 41)
        var names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count == 2)
        let contents = try names.map { try Data(contentsOf: URL(filePath: "\(folder.path)/\($0)")) }
        let events: [[TensorBoardEvent.Content]] = [
            [.version, .scalars([("a", 1)])], [.version, .restart, .text(tag: "t", "text")],
        ]
        let steps = [[0, 1], [0, 41, 41]]
        for (index, data) in contents.enumerated() {
            let time = index == 0 ? Self.time : Self.time + 1
            let records = zip(steps[index], events[index]).flatMap { step, content in
                TensorBoardEvent(time: time, step: step, content: content).record
            }
            #expect(Array(data) == records)
        }
        _ = try TensorBoardLog(directory: folder.path, now: { Self.time + 2 })
        names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.count == 1)
    }
}
