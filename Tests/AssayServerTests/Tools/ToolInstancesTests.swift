import AssayJSON
import AssayTools
import NIOConcurrencyHelpers
import Testing

@testable import AssayServer

@Suite("Tool instances")
struct ToolInstancesTests {
    /// An instance that tells when it was released.
    private final class Instance: ToolInstance {
        private let released = NIOLockedValueBox(0)

        var releases: Int { self.released.withLockedValue { $0 } }

        func execute(_ arguments: JSONObject) async throws -> ToolResult { ToolResult("") }
        func release() async { self.released.withLockedValue { $0 += 1 } }
    }

    private let time = NIOLockedValueBox(ContinuousClock.now)

    private func instances() -> ToolInstances {
        ToolInstances(limits: ToolsConfiguration()) { [time] in time.withLockedValue { $0 } }
    }

    private func wait(_ seconds: Int) { self.time.withLockedValue { $0 += .seconds(seconds) } }

    private func add(_ instance: Instance, to instances: ToolInstances) async throws -> ToolInstances.Address {
        ToolInstances.Address(tool: "t", id: try await instances.add(instance, of: "t", for: nil), caller: nil)
    }

    @Test func endsWhenNobodyUsesIt() async throws {
        let (instances, instance) = (self.instances(), Instance())
        let address = try await self.add(instance, to: instances)
        self.wait(599)
        await instances.reap()
        try await instances.use(address) { _ in }
        self.wait(599)
        try await instances.use(address) { _ in }
        #expect(instance.releases == 0)
        self.wait(600)
        // Over even before anybody looked.
        await #expect(throws: Problem.self) { try await instances.use(address) { _ in } }
        await instances.reap()
        #expect(instance.releases == 1)
        #expect(await instances.count == 0)
    }

    @Test func endsWhenItIsOld() async throws {
        let (instances, instance) = (self.instances(), Instance())
        let address = try await self.add(instance, to: instances)
        for _ in 0..<7 {
            self.wait(500)
            try await instances.use(address) { _ in }
        }
        self.wait(100)
        await #expect(throws: Problem.self) { try await instances.release(address) }
        await instances.reap()
        #expect(instance.releases == 1)
    }

    @Test func aCallIsWaitedFor() async throws {
        let (instances, instance) = (self.instances(), Instance())
        let address = try await self.add(instance, to: instances)
        try await instances.use(address) { [time] _ in
            time.withLockedValue { $0 += .seconds(5000) }
            await instances.reap()
            #expect(instance.releases == 0)
            try await instances.release(address)
            #expect(instance.releases == 0)
            await #expect(throws: Problem.self) { try await instances.release(address) }
        }
        #expect(instance.releases == 1)
        #expect(await instances.count == 0)
    }

    @Test func aCallThatFailsIsOver() async throws {
        let (instances, instance) = (self.instances(), Instance())
        let address = try await self.add(instance, to: instances)
        await #expect(throws: CancellationError.self) {
            try await instances.use(address) { _ in throw CancellationError() }
        }
        try await instances.release(address)
        #expect(instance.releases == 1)
    }

    @Test func theServersEndReleasesAll() async throws {
        let (instances, instance) = (self.instances(), Instance())
        _ = try await self.add(instance, to: instances)
        let service = Task { try await instances.run() }
        service.cancel()
        try await service.value
        #expect(instance.releases == 1)
    }
}
