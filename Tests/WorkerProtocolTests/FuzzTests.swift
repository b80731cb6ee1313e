import Mutation
import Testing
import WorkerProtocol

/// Whatever bytes arrive, a message is refused with an error or means what its bytes say.
@Suite("Fuzz: messages")
struct FuzzTests {
    private func check<Message: WireCodable & Equatable>(_ type: Message.Type, _ corpus: [Message]) {
        let fault = Campaign().run(corpus: corpus.map(\.wireBytes)) { bytes, _ in
            guard let message = try? Message(wireBytes: bytes) else { return nil }
            return message.wireBytes == bytes ? nil : "\(type) decodes to \(message), which has other bytes"
        }
        #expect(fault == nil)
    }

    @Test func executionOrders() {
        self.check(ExecutionOrder.self, [RoundTripTests.order])
    }

    @Test func files() {
        self.check(FileOrder.self, [FileOrder(action: .move, path: [1, 2], destination: [3], depth: 4)])
        let link = FileEntry(path: [1], kind: .link, bytes: 2, mode: 0o777, modified: 3, target: [4])
        self.check(FileReport.self, [FileReport(errno: 2), FileReport(entries: [link])])
    }

    @Test func slotOrders() {
        self.check(SlotOrder.self, [RoundTripTests.slot])
    }

    @Test func executionReports() {
        self.check(
            ExecutionReport.self,
            RoundTripTests.ends.map { ExecutionReport(end: $0, claims: [1, 2], denied: ["socket", "clone"]) })
    }

    @Test func readiness() {
        self.check(SlotReady.self, [SlotReady(layers: ["seccomp"], missing: ["memory_cgroup: none"])])
        self.check(
            TemplateReady.self,
            [TemplateReady(pythonVersion: "3.11", modules: ["a"], startupMilliseconds: 1, residentBytes: 2)])
        self.check(WorkerFailure.self, [WorkerFailure(stage: "fork", errno: 11, message: "again")])
    }

    private func survive<Message: WireCodable>(_ make: (inout SeededGenerator) -> Message) {
        let fault = Campaign().run(place: "\(Message.self) survives") { generator in
            let message = make(&generator)
            return try Message(wireBytes: message.wireBytes) == message ? nil : "\(message) comes back another"
        }
        #expect(fault == nil)
    }

    @Test func anyOrderSurvivesTheWire() {
        self.survive { $0.order() }
        self.survive { $0.slotOrder() }
        self.survive { $0.fileOrder() }
    }

    @Test func anyAnswerSurvivesTheWire() {
        self.survive { $0.report() }
        self.survive { $0.fileReport() }
        self.survive { $0.templateReady() }
        self.survive { $0.slotReady() }
        self.survive { $0.slotSpawned() }
        self.survive { $0.failure() }
    }
}
