import AssayJSON

/// What a request of the stateless revision tells of itself, in `params._meta`.
package struct RequestMetadata: Sendable, Equatable {
    private static let versionKey = "io.modelcontextprotocol/protocolVersion"
    private static let capabilitiesKey = "io.modelcontextprotocol/clientCapabilities"

    /// The revision that it names, which may be none that there is.
    private let named: JSONValue

    /// Whether a request is of the stateless revision. The key is reserved for it; `initialize` does not exist there.
    package static func isCarried(by request: RPCRequest) -> Bool {
        request.method != "initialize" && request.parameters["_meta"]?[self.versionKey] != nil
    }

    /// - Throws: where a part is missing that every request must have.
    package init(_ request: RPCRequest) throws(RPCError) {
        let meta = request.parameters["_meta"]
        let missing = [Self.versionKey, Self.capabilitiesKey].filter { meta?[$0] == nil }
        guard let named = meta?[Self.versionKey], missing.isEmpty else {
            throw RPCError(.invalidParameters, "params._meta lacks \(missing.joined(separator: " and ")).")
        }
        self.named = named
    }

    /// The name of the revision; nil where it is no text.
    package var versionName: String? { self.named.string }

    /// - Throws: where the revision is not served in the stateless form.
    package func version() throws(RPCError) -> ProtocolVersion {
        guard let name = self.versionName else {
            throw RPCError(.invalidParameters, "\(Self.versionKey) must be a string.")
        }
        guard let version = ProtocolVersion(rawValue: name), version.isStateless else {
            throw .unsupportedVersion(name)
        }
        return version
    }
}

extension RPCError {
    /// A revision that is not served, or not in this form: what is named is what a client may go on with.
    package static func unsupportedVersion(_ name: String) -> RPCError {
        let others = ProtocolVersion.allCases.reversed().filter { $0.rawValue != name }
        return RPCError(
            .unsupportedVersion, "Unsupported protocol version.",
            data: [
                "supported": .array(others.map { .string($0.rawValue) }), "requested": .string(name),
            ])
    }
}
