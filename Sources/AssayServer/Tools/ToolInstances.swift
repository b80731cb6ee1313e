import AssayTools
import HTTPTypes
import ServiceLifecycle

/// The tool instances that callers have created and not yet released: each caller sees its own.
///
/// An instance ends when it is released, when it was not used for a while, and when it is old. One that runs a call ends
/// after it.
actor ToolInstances {
    /// What an instance is known by, and whose it is.
    struct Address: Sendable {
        var tool: String
        var id: String
        /// The key that the caller sent; nil where the server asks for none.
        var caller: Int?
    }

    private struct Entry {
        let tool: String
        let caller: Int?
        let instance: any ToolInstance
        let end: ContinuousClock.Instant
        var lastUse: ContinuousClock.Instant
        /// Calls under way.
        var calls = 0
        /// Whether nobody can call it any more.
        var isReleased = false
    }

    private static let reapInterval: Duration = .seconds(5)

    private let limits: ToolsConfiguration
    private let now: @Sendable () -> ContinuousClock.Instant
    private var entries: [String: Entry] = [:]
    private var counts: [Int?: Int] = [:]

    init(limits: ToolsConfiguration, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.limits = limits
        self.now = now
    }

    /// How many there are.
    var count: Int { self.entries.count }

    /// Keeps an instance; returns its id, which nobody can guess.
    /// - Throws: a 429 ``Problem`` where the caller has as many as it may.
    func add(_ instance: any ToolInstance, of tool: String, for caller: Int?) async throws -> String {
        await self.reap()
        guard self.counts[caller, default: 0] < self.limits.maximumInstances else {
            await instance.release()
            throw Problem(
                .tooManyRequests,
                "There are \(self.limits.maximumInstances) instances of this key already; release some.",
                headers: [.retryAfter: "1"])
        }
        let id = "tool_" + RequestIdentifier.random()
        let start = self.now()
        self.entries[id] = Entry(
            tool: tool, caller: caller, instance: instance, end: start + self.limits.instanceLifetime, lastUse: start)
        self.counts[caller, default: 0] += 1
        return id
    }

    /// Lets `body` use an instance, which stays at least as long.
    /// - Throws: a 404 ``Problem`` where there is none, and what `body` throws.
    func use<Value: Sendable>(
        _ address: Address, _ body: @Sendable (any ToolInstance) async throws -> Value
    ) async throws -> Value {
        guard let entry = self.entry(address) else { throw Self.unknown }
        self.entries[address.id]?.calls += 1
        do {
            let value = try await body(entry.instance)
            await self.finishCall(address.id)
            return value
        } catch {
            await self.finishCall(address.id)
            throw error
        }
    }

    /// Gives an instance back.
    /// - Throws: a 404 ``Problem`` where there is none.
    func release(_ address: Address) async throws {
        guard self.entry(address) != nil else { throw Self.unknown }
        self.entries[address.id]?.isReleased = true
        await self.removeIfOver(address.id)
    }

    /// Gives back every instance whose time is up.
    func reap() async {
        let over = self.entries.filter { $0.value.calls == 0 && self.isOver($0.value) }
        for id in over.keys { await self.removeIfOver(id) }
    }

    private static let unknown = Problem(
        .notFound, "There is no such instance: it never was, was released, or its time was up.")

    private func entry(_ address: Address) -> Entry? {
        guard let entry = self.entries[address.id], entry.tool == address.tool, entry.caller == address.caller,
            entry.calls > 0 ? !entry.isReleased : !self.isOver(entry)
        else { return nil }
        return entry
    }

    private func isOver(_ entry: Entry) -> Bool {
        let now = self.now()
        return entry.isReleased || now >= entry.end || now >= entry.lastUse + self.limits.instanceIdleTime
    }

    private func finishCall(_ id: String) async {
        self.entries[id]?.calls -= 1
        self.entries[id]?.lastUse = self.now()
        await self.removeIfOver(id)
    }

    private func removeIfOver(_ id: String) async {
        guard let entry = self.entries[id], entry.calls == 0, self.isOver(entry) else { return }
        self.entries[id] = nil
        let left = self.counts[entry.caller, default: 1] - 1
        self.counts[entry.caller] = left > 0 ? left : nil
        await entry.instance.release()
    }
}

extension ToolInstances: Service {
    /// Reaps until the server shuts down, then gives every instance back.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.reapInterval)) != nil { await self.reap() }
        }
        for id in self.entries.keys { self.entries[id]?.isReleased = true }
        await self.reap()
    }
}
