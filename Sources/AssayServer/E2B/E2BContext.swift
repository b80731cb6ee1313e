import AssayJSON
import AssaySandbox

/// A context of E2B's: a session by another name.
struct E2BContext: Sendable {
    /// Where cells begin that name no other place, as with the peer.
    static let home = "/home/user"
    /// The context that each sandbox has.
    static let main = "default"
    private static let prefix = "e2b "

    let sandbox: String
    let id: String
    var folder = Self.home

    init(sandbox: String, id: String) {
        self.sandbox = sandbox
        self.id = id
    }

    /// Nil for a session that is no context.
    init?(_ session: SessionSummary) {
        guard let name = session.name, name.hasPrefix(Self.prefix) else { return nil }
        let parts = name.dropFirst(Self.prefix.count).split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        self.init(sandbox: String(parts[0]), id: String(parts[1]))
        self.folder = session.workingDirectory ?? Self.home
    }

    /// The session's name.
    var name: String { "\(Self.prefix)\(self.sandbox) \(self.id)" }

    func session(of owner: String, environment: [String: String]) -> SessionRequest {
        var request = SessionRequest(owner: owner)
        request.workingDirectory = self.folder
        request.environment = environment
        return request
    }

    var json: JSONValue { ["id": .string(self.id), "language": "python", "cwd": .string(self.folder)] }
}
