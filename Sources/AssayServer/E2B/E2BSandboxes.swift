import AssaySandbox
import Foundation
import HTTPTypes
import NIOConcurrencyHelpers
import ServiceLifecycle

/// The sandboxes that there are. What runs in them are sessions, whose names begin with the sandbox's.
final class E2BSandboxes: Sendable {
    static let field: HTTPField.Name = .init("E2b-Sandbox-Id") ?? .via
    private static let most = 5000
    private static let reapInterval: Duration = .seconds(1)

    private let host: any SessionHost
    private let sandboxes = NIOLockedValueBox<[String: E2BSandbox]>([:])

    init(host: any SessionHost) { self.host = host }

    /// - Throws: ``AssaySandbox/SessionError/tooMany(_:)``.
    func add(_ sandbox: E2BSandbox) throws(SessionError) {
        let isFull = self.sandboxes.withLockedValue { sandboxes in
            guard sandboxes.count < Self.most else { return true }
            sandboxes[sandbox.id] = sandbox
            return false
        }
        if isFull { throw .tooMany("there are \(Self.most) sandboxes, as many as may be") }
    }

    /// Nil for one that is not there, whose time is up, or that is another owner's.
    func sandbox(_ id: String, of owner: String) -> E2BSandbox? {
        self.sandboxes.withLockedValue { $0[id] }.flatMap { $0.owner == owner && $0.end > .now ? $0 : nil }
    }

    /// Whether a sandbox is there, whosever it is.
    func isRunning(_ id: String) -> Bool {
        id == E2BSandbox.debug || self.sandboxes.withLockedValue { $0[id] }.map { $0.end > .now } ?? false
    }

    /// The oldest first.
    func sandboxes(of owner: String) -> [E2BSandbox] {
        self.sandboxes.withLockedValue { Array($0.values) }.filter { $0.owner == owner && $0.end > .now }
            .sorted { $0.start < $1.start }
    }

    /// Sets when a sandbox ends; nil for one that is not there.
    func setEnd(_ id: String, of owner: String, _ end: (_ before: Date) -> Date) -> E2BSandbox? {
        guard self.sandbox(id, of: owner) != nil else { return nil }
        return self.sandboxes.withLockedValue { sandboxes in
            sandboxes[id].map { sandboxes[id]?.end = end($0.end) }
            return sandboxes[id]
        }
    }

    /// Ends a sandbox and its sessions; false for one that is not there.
    func end(_ id: String, of owner: String) -> Bool {
        guard self.sandbox(id, of: owner) != nil else { return false }
        self.end(id)
        return true
    }

    private func end(_ id: String) {
        guard let sandbox = self.sandboxes.withLockedValue({ $0.removeValue(forKey: id) }) else { return }
        for session in self.host.sessions(of: sandbox.owner) where E2BContext(session)?.sandbox == id {
            try? self.host.endSession(session.id, of: sandbox.owner)
        }
    }

    private func reap() {
        let over = self.sandboxes.withLockedValue { $0.values.filter { $0.end <= .now } }
        for sandbox in over { self.end(sandbox.id) }
    }
}

extension E2BSandboxes: Service {
    /// Ends the sandboxes whose time is up, until the server shuts down.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.reapInterval)) != nil { self.reap() }
        }
    }
}
