package import AssayJSON

/// Why a request has no result: JSON-RPC 2.0's error object.
package struct RPCError: Error, Sendable, Equatable {
    /// What kind of error it is.
    package enum Code: Int, Sendable {
        /// The bytes are not JSON.
        case parseError = -32700
        /// The JSON is no message, or none that is taken here.
        case invalidRequest = -32600
        case methodNotFound = -32601
        case invalidParameters = -32602
        /// A fault of ours.
        case internalError = -32603
        /// MCP 2026-07-28: an HTTP header tells something else than the body, or is missing.
        case headerMismatch = -32020
        /// MCP 2026-07-28: the request is of a revision that is not served.
        case unsupportedVersion = -32022
        /// The client has cancelled the request. LSP's code: MCP has none, but over HTTP something must be answered.
        case cancelled = -32800
    }

    package var code: Code
    package var message: String
    package var data: JSONValue?

    package init(_ code: Code, _ message: String, data: JSONValue? = nil) {
        self.code = code
        self.message = message
        self.data = data
    }

    /// `{"code", "message", "data"?}`.
    var json: JSONValue {
        var object = JSONObject([("code", .integer(self.code.rawValue)), ("message", .string(self.message))])
        if let data { object.append("data", data) }
        return .object(object)
    }
}

extension RPCError {
    package static let cancelled = RPCError(.cancelled, "The request was cancelled.")
    /// Its cause stays in the log, where secrets and paths may be.
    package static let unexpected = RPCError(.internalError, "The server failed to answer; its log has the reason.")
}
