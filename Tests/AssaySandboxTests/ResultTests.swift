import AssayOutcome
import NIOCore
import NIOEmbedded
import Testing
import WorkerProtocol

@testable import AssaySandbox

@Suite("Reports become results")
struct ResultTests {
    private func result(
        _ end: ExecutionReport.End, claims: String = "", metMemoryLimit: Bool = false
    ) -> ExecutionResult {
        ExecutionResult(
            report: ExecutionReport(end: end, claims: Array(claims.utf8), metMemoryLimit: metMemoryLimit), id: "exe_1",
            queue: .zero, worker: "w",
            request: ExecutionRequest(code: ""))
    }

    @Test(arguments: [
        (ExecutionReport.End.exited(0), Outcome.ok), (.exited(3), .error), (.signaled(11), .signal),
        (.timedOut, .timeout), (.outOfMemory, .memoryLimit), (.outputLimit, .outputLimit), (.cancelled, .infraError),
        (.notStarted(WorkerFailure(stage: "fork")), .infraError),
    ]) func outcomes(end: ExecutionReport.End, outcome: Outcome) {
        #expect(self.result(end).outcome == outcome)
    }

    @Test func failureAfterARefusedAllocationIsTheMemoryLimit() {
        #expect(self.result(.exited(1), metMemoryLimit: true).outcome == .memoryLimit)
        // It went on without the memory, or died of something else.
        #expect(self.result(.exited(0), metMemoryLimit: true).outcome == .ok)
        #expect(self.result(.signaled(9), metMemoryLimit: true).outcome == .signal)
    }

    @Test func claimedMemoryErrorChangesNothing() {
        let claims =
            #"{"value": null, "exception": {"type": "MemoryError", "message": "", "traceback": ""}, "display": []}"#
        #expect(self.result(.exited(1), claims: claims).outcome == .error)
        #expect(self.result(.exited(1), claims: claims).exception?.type == "MemoryError")
    }

    @Test(arguments: [
        "", "{", "[]", "null", #"{"value": 7}"#, #"{"display": ["yes"]}"#,
        String(repeating: "[", count: 100_000), "\u{0}\u{1}",
    ]) func malformedClaimsAreNoClaims(text: String) {
        let result = self.result(.exited(0), claims: text)
        #expect(result.outcome == .ok)
        #expect(result.value == nil)
        #expect(result.exception == nil)
    }

    @Test func claimsAreRead() {
        let text =
            #"{"value": "[6]", "exception": {"type": "E", "message": "m", "traceback": "t"}, "display": [{"a/b": "c"}]}"#
        let result = self.result(.exited(1), claims: text)
        #expect(result.value == "[6]")
        #expect(result.exception == ExceptionClaim(type: "E", message: "m", traceback: "t"))
        #expect(result.display == [["a/b": "c"]])
    }

    /// Python's strings may hold halves of surrogate pairs; its JSON writes them as they are.
    @Test(arguments: [
        (#"a\ud800b"#, "a\u{fffd}b"), (#"\udc00"#, "\u{fffd}"), (#"\ud83d\ude00"#, "\u{1f600}"),
        (#"\ud83d\ud83d\ude00"#, "\u{fffd}\u{1f600}"), (#"\\ud800\ud800"#, #"\ud800\#u{fffd}"#),
        (#"\ud800"#, "\u{fffd}"),
    ]) func halvesOfSurrogatePairsAreReplaced(json: String, text: String) {
        let result = self.result(.exited(0), claims: #"{"value": "\#(json)", "display": []}"#)
        #expect(result.value == text)
    }

    @Test func truncationIsSaid() {
        let stream = CapturedStream(head: Array("ab".utf8), tail: Array("yz".utf8), totalBytes: 26)
        #expect(String(decoding: stream.joined, as: UTF8.self) == "ab\n[… 22 bytes truncated …]\nyz")
    }

    @Test func ordersAreCutToTheServersLimits() throws {
        var request = ExecutionRequest(code: "x", timeout: .seconds(1_000_000), memoryMegabytes: 1 << 40)
        let configuration = ExecutorConfiguration()
        let order = try ExecutionOrder(request, configuration: configuration)
        #expect(order.wallMilliseconds == 300_000)
        #expect(order.memoryBytes == 4096 << 20)
        request.timeout = .seconds(-5)
        request.memoryMegabytes = -1
        let least = try ExecutionOrder(request, configuration: configuration)
        #expect(least.wallMilliseconds == 0)
        #expect(least.memoryBytes == 1024 << 20)
    }

    @Test(arguments: [
        (nil, Prelude.none), ("", .none), (ExecutionRequest.seedPrelude, .seed),
        (ExecutionRequest.seedPrelude + "\n", .code(Array((ExecutionRequest.seedPrelude + "\n").utf8))),
    ])
    func theSeedsPreludeIsKnownByItsText(text: String?, prelude: Prelude) throws {
        let request = ExecutionRequest(code: "x", prelude: text)
        #expect(try ExecutionOrder(request, configuration: ExecutorConfiguration()).prelude == prelude)
    }

    @Test(arguments: ["", "/", "..", "a/\u{0}", String(repeating: "x", count: 300), "./."])
    func pathsThatNoFileCanHave(path: String) {
        #expect(throws: ExecutionRefusal.self) {
            try ExecutionOrder(
                ExecutionRequest(code: "", files: [path: []]), configuration: ExecutorConfiguration())
        }
    }
}

@Suite("Frames come out of any slicing of the stream")
struct FrameDecoderTests {
    @Test(arguments: [1, 2, 3, 7, 1000]) func slices(size: Int) throws {
        let frames = [
            Frame(kind: .cancel), Frame(.executed, ExecutionReport(end: .exited(0), denied: ["socket"])),
            Frame(kind: .failed, payload: [UInt8](repeating: 7, count: 300)),
        ]
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(FrameDecoder()))
        let bytes = frames.flatMap(\.wireBytes)
        for start in stride(from: 0, to: bytes.count, by: size) {
            try channel.writeInbound(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
        }
        for frame in frames { #expect(try channel.readInbound(as: Frame.self) == frame) }
        #expect(try channel.finish().isClean)
    }

    @Test func absurdLengthIsAnError() {
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(FrameDecoder()))
        #expect(throws: WireError.tooLong) { try channel.writeInbound(ByteBuffer(bytes: [255, 255, 255, 255, 8])) }
    }
}
