package import AssayJSON

/// A conversation with one client over lines, each a message: MCP's stdio transport.
///
/// Requests are answered as they get done. The client may speak both forms of the protocol at once: a request that
/// carries the stateless revision's metadata is answered in that form, any other in that of the handshake.
package struct LineConversation: Sendable {
    private let server: ProtocolServer
    private let requests = RunningRequests()

    package init(_ server: ProtocolServer) { self.server = server }

    /// Talks until the lines end and every request is answered, or the task is cancelled, which ends those under way.
    /// - Parameter send: told each answer; those of different requests at the same time.
    package func run(
        _ lines: AsyncStream<LineSplitter.Line>, send: @escaping @Sendable (JSONValue) async -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            var version: ProtocolVersion?
            for await line in lines {
                switch Self.payload(line) {
                case nil: break
                case .failure(let error): await send(RPCReply(nil, error: error).json)
                case .success(.one(.request(let request))) where request.method == "initialize":
                    // At once, for what it settles is about the lines after it.
                    let reply = try? await self.server.answer(request, as: .latestWithHandshake)
                    version = reply?.negotiatedVersion ?? version
                    if let reply { await send(reply.json) }
                case .success(.one(let message)):
                    let answer = self.answer(to: message)
                    group.addTask { if let reply = await answer() { await send(reply.json) } }
                case .success(.batch(let messages)):
                    guard version?.takesBatches ?? false else {
                        await send(RPCReply(nil, error: .noBatches).json)
                        continue
                    }
                    let answers = messages.map(self.answer(to:))
                    group.addTask {
                        let replies = await Self.all(answers)
                        if !replies.isEmpty { await send(.array(replies.map(\.json))) }
                    }
                }
            }
        }
    }

    /// What a line holds; nil for an empty one.
    private static func payload(_ line: LineSplitter.Line) -> Result<RPCPayload, RPCError>? {
        switch line {
        case .tooLong:
            return .failure(RPCError(.invalidRequest, "The message is longer than this server takes."))
        case .whole(let bytes):
            guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) else { return nil }
            return Result { () throws(RPCError) in try RPCPayload(bytes) }
        }
    }

    /// What answers a message, which can be cancelled from now on; it returns nil where there is nothing to say.
    private func answer(to message: RPCMessage) -> @Sendable () async -> RPCReply? {
        switch message {
        case .response: return { nil }
        case .invalid(let reply): return { reply }
        case .notification(let method, let parameters):
            if method == "notifications/cancelled", let id = parameters.cancelledRequest {
                self.requests.cancel(RunningRequests.Key(id: id))
            }
            return { nil }
        case .request(let request):
            let entry = self.requests.enter(RunningRequests.Key(id: request.id))
            // A request that is cancelled is not answered.
            return { try? await self.requests.run(entry) { try await self.answer(request) } }
        }
    }

    private func answer(_ request: RPCRequest) async throws -> RPCReply {
        guard RequestMetadata.isCarried(by: request) else {
            return try await self.server.answer(request, as: .latestWithHandshake)
        }
        do {
            return try await self.server.answer(request, as: try RequestMetadata(request).version())
        } catch let error as RPCError {
            return RPCReply(request.id, error: error)
        }
    }

    private static func all(_ answers: [@Sendable () async -> RPCReply?]) async -> [RPCReply] {
        await withTaskGroup(of: RPCReply?.self) { group in
            for answer in answers { group.addTask { await answer() } }
            return await group.reduce(into: []) { replies, reply in
                if let reply { replies.append(reply) }
            }
        }
    }
}

extension RPCReply {
    /// What `initialize` has settled on.
    fileprivate var negotiatedVersion: ProtocolVersion? {
        guard case .success(let result) = self.outcome else { return nil }
        return result["protocolVersion"]?.string.flatMap(ProtocolVersion.init(rawValue:))
    }
}

extension RPCError {
    package static let noBatches = RPCError(
        .invalidRequest, "Send one message at a time: this revision of the protocol has no batches.")
}

extension JSONObject {
    /// The request that a `notifications/cancelled` names.
    package var cancelledRequest: RPCIdentifier? { self["requestId"].flatMap(RPCIdentifier.init(_:)) }
}
