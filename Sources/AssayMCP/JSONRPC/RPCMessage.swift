package import AssayJSON

/// What a client sends: one message of JSON-RPC 2.0, as MCP narrows it.
package enum RPCMessage: Sendable, Equatable {
    case request(RPCRequest)
    case notification(method: String, parameters: JSONObject)
    /// An answer to a request of ours. We send none.
    case response
    /// What is to be answered to something that is none of these.
    case invalid(RPCReply)

    package init(_ value: JSONValue) {
        guard let object = value.object else {
            self = .invalid(RPCReply(nil, error: RPCError(.invalidRequest, "A message is an object.")))
            return
        }
        let id = object["id"].flatMap(RPCIdentifier.init(_:))
        let refuse = { (message: String) in
            RPCMessage.invalid(RPCReply(id, error: RPCError(.invalidRequest, message)))
        }
        guard object["jsonrpc"] == "2.0" else {
            self = refuse(#""jsonrpc" must be "2.0"."#)
            return
        }
        guard let method = object["method"] else {
            let isResponse = object["result"] != nil || object["error"] != nil
            self = isResponse ? .response : refuse(#"A request has a "method"."#)
            return
        }
        guard let method = method.string else {
            self = refuse(#""method" must be a string."#)
            return
        }
        let parameters = object["params"] ?? .null
        guard parameters == .null || parameters.object != nil else {
            self = refuse(#""params" must be an object."#)
            return
        }
        guard object["id"] != nil else {
            self = .notification(method: method, parameters: parameters.object ?? JSONObject())
            return
        }
        guard let id else {
            self = refuse(#""id" must be a string or a whole number."#)
            return
        }
        self = .request(RPCRequest(id: id, method: method, parameters: parameters.object ?? JSONObject()))
    }
}

/// A call of a method.
package struct RPCRequest: Sendable, Equatable {
    package var id: RPCIdentifier
    package var method: String
    /// Empty where the request has none.
    package var parameters: JSONObject

    package init(id: RPCIdentifier, method: String, parameters: JSONObject = JSONObject()) {
        self.id = id
        self.method = method
        self.parameters = parameters
    }
}
