import AssayJSON
import Foundation

/// A sandbox of E2B's: a name under which a caller's contexts are, with an end.
struct E2BSandbox: Sendable {
    /// Of the client that talks to no control plane: always there.
    static let debug = "debug_sandbox_id"
    /// The oldest that today's clients take: they send files as forms then, and no attributes with them.
    private static let daemonVersion = "0.1.0"
    private static let client = "assay"

    let id: String
    let owner: String
    let template: String
    let metadata: JSONObject
    let environment: [String: String]
    let start: Date
    var end: Date

    /// As creating and connecting tell it.
    /// - Parameter token: what the client shall send with its contexts' requests.
    func json(token: String?) -> JSONValue {
        var object = JSONObject([
            ("templateID", .string(self.template)), ("sandboxID", .string(self.id)),
            ("clientID", .string(Self.client)), ("envdVersion", .string(Self.daemonVersion)),
        ])
        if let token {
            object.append("envdAccessToken", .string(token))
            object.append("trafficAccessToken", .string(token))
        }
        return .object(object)
    }

    /// As reading and listing tell it.
    func details(_ limits: ExecutionLimits) -> JSONValue {
        [
            "templateID": .string(self.template), "sandboxID": .string(self.id), "clientID": .string(Self.client),
            "startedAt": .string(Self.text(self.start)), "endAt": .string(Self.text(self.end)),
            "envdVersion": .string(Self.daemonVersion), "cpuCount": 1,
            "memoryMB": .integer(limits.defaultMemoryMegabytes), "diskSizeMB": 256, "state": "running",
            "metadata": .object(self.metadata),
        ]
    }

    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }
}
