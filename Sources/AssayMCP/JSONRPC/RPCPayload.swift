import AssayJSON

/// The messages that come in one body or on one line.
package enum RPCPayload: Sendable, Equatable {
    case one(RPCMessage)
    /// 1 to ``mostInBatch`` messages, which revisions up to 2025-03-26 allow.
    case batch([RPCMessage])

    /// All of a batch is answered at once: more would fill the queue that others wait in.
    package static let mostInBatch = 64

    /// - Throws: where the bytes are not JSON, or a batch has no messages or too many.
    package init(_ bytes: [UInt8]) throws(RPCError) {
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes)
        } catch {
            let place = error.position.map { " at character \($0)" } ?? ""
            throw RPCError(.parseError, "This is not valid JSON: \(error.message)\(place).")
        }
        guard let elements = value.array else {
            self = .one(RPCMessage(value))
            return
        }
        guard (1...Self.mostInBatch).contains(elements.count) else {
            throw RPCError(.invalidRequest, "A batch has 1 to \(Self.mostInBatch) messages, not \(elements.count).")
        }
        self = .batch(elements.map(Self.batched(_:)))
    }

    /// The revision that allows batches keeps `initialize` out of them.
    private static func batched(_ value: JSONValue) -> RPCMessage {
        let message = RPCMessage(value)
        guard case .request(let request) = message, request.method == "initialize" else { return message }
        return .invalid(RPCReply(request.id, error: RPCError(.invalidRequest, "initialize stands alone.")))
    }
}
