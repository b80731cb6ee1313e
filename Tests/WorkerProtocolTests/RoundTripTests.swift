import Testing
import WorkerProtocol

@Suite("Messages survive the wire")
struct RoundTripTests {
    static let order = ExecutionOrder(
        language: .bash, code: Array("print(1)".utf8), prelude: .code([1, 2]), echoLast: true, standardInput: [0, 255],
        files: [FileContents(path: Array("a/b".utf8), contents: [9])], fetchPaths: [Array("/mnt/b".utf8)],
        fetchLimit: 1 << 40, wallMilliseconds: 30_000, memoryBytes: 1 << 30, outputKeep: 7, outputLimit: 8,
        style: .kernel, environment: [Array("A=b".utf8)])

    static let slot = SlotOrder(
        slotID: 3, hostUserBase: 0x6a00_0006, cgroupKind: .v1, cgroupCount: 2, profile: "python-strict",
        defaultErrno: 1,
        rules: [
            SystemCallRule(
                name: "clone", action: .allow,
                conditions: [.init(comparison: 7, index: 0, value: 0x50f00, valueTwo: 0x50f00)]),
            SystemCallRule(name: "clone3", action: .errno, errno: 38),
        ], maximumTasks: 64, maximumOpenFiles: 256, maximumFileBytes: 1 << 25, scratchBytes: 1 << 27,
        scratchInodes: 8192, stackBytes: 8 << 20, mountsProc: true, readOnlyPaths: ["/usr", "/lib"],
        touchesSpares: true)

    static let ends: [ExecutionReport.End] = [
        .exited(0), .exited(255), .signaled(9), .timedOut, .outOfMemory, .outputLimit, .cancelled,
        .killedFromOutside,
        .notStarted(WorkerFailure(stage: "fork", errno: 11, message: "again")),
    ]

    @Test func executionOrder() throws {
        #expect(try ExecutionOrder(wireBytes: Self.order.wireBytes) == Self.order)
    }

    @Test func slotOrder() throws {
        #expect(try SlotOrder(wireBytes: Self.slot.wireBytes) == Self.slot)
    }

    @Test(arguments: ends) func report(end: ExecutionReport.End) throws {
        let report = ExecutionReport(
            end: end, standardOutput: CapturedStream(head: [1], tail: [2], totalBytes: 3), claims: [4],
            files: [FileContents(path: [0xff], contents: [])], denied: ["socket"], wallNanoseconds: 5,
            cpuNanoseconds: 6, peakMemoryBytes: 7)
        #expect(try ExecutionReport(wireBytes: report.wireBytes) == report)
        #expect(report.standardOutput.isTruncated)
    }

    @Test func readiness() throws {
        let template = TemplateReady(
            pythonVersion: "3.11.2", modules: ["numpy 1.24.2"], startupMilliseconds: 700, residentBytes: 1 << 26)
        #expect(try TemplateReady(wireBytes: template.wireBytes) == template)
        let slot = SlotReady(layers: ["seccomp"], missing: ["memory_cgroup: none"])
        #expect(try SlotReady(wireBytes: slot.wireBytes) == slot)
        let spawned = SlotSpawned(slotID: 1, hostPID: 42)
        #expect(try SlotSpawned(wireBytes: spawned.wireBytes) == spawned)
    }

    @Test func frameHeader() throws {
        let frame = Frame(.execute, Self.order)
        let (kind, size) = try Frame.header(Array(frame.wireBytes.prefix(Frame.headerSize)))
        #expect(kind == .execute)
        #expect(size == frame.payload.count)
    }
}
