package import AssayJSON

/// The answer to a request.
package struct RPCReply: Sendable, Equatable {
    /// The request's; nil where it could not be read.
    package var id: RPCIdentifier?
    package var outcome: Result<JSONObject, RPCError>

    package init(_ id: RPCIdentifier?, result: JSONObject) {
        self.id = id
        self.outcome = .success(result)
    }

    package init(_ id: RPCIdentifier?, error: RPCError) {
        self.id = id
        self.outcome = .failure(error)
    }

    /// The error, if it is one.
    package var error: RPCError? {
        if case .failure(let error) = self.outcome { error } else { nil }
    }

    /// The message.
    package var json: JSONValue {
        let id = self.id?.json ?? .null
        return switch self.outcome {
        case .success(let result): ["jsonrpc": "2.0", "id": id, "result": .object(result)]
        case .failure(let error): ["jsonrpc": "2.0", "id": id, "error": error.json]
        }
    }
}
