import AssayJSON

/// What `/readyz` answers.
package struct Health: Sendable, Equatable {
    /// Whether a confined worker waits for programs.
    package var isReady: Bool
    /// Why not.
    package var reason: String?
    /// The server's version.
    package var version: String?

    package init(isReady: Bool, reason: String? = nil, version: String? = nil) {
        self.isReady = isReady
        self.reason = reason
        self.version = version
    }

    /// - Throws: where the reply is none of `/readyz`.
    init(_ value: JSONValue) throws(FieldFaults) {
        var reader = try FieldReader(reply: value, required: ["ready"])
        let isReady = reader.bool("ready") ?? false
        self.init(isReady: isReady, reason: reader.string("reason"), version: reader.string("version"))
        try reader.finish()
    }
}
