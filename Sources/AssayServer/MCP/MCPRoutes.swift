import AssayJSON
import AssayMCP
import HTTPTypes
import Hummingbird

/// `POST /mcp`: the tools over the Model Context Protocol's streamable HTTP.
///
/// A request of the stateless revision says so in its header or its metadata; every other is one of the handshake's.
/// Answers are one JSON document each. A handshake costs nothing and leaves nothing here: the session's name that it
/// answers serves only to tell whose request a later cancellation means.
struct MCPRoutes: Sendable {
    private static let session = HTTPField.Name("Mcp-Session-Id")
    private static let longestSession = 128

    let tools: MCPTools
    let origins: AllowedOrigins
    let maximumBodyBytes: Int
    private let requests = RunningRequests()

    init(tools: MCPTools, origins: AllowedOrigins, maximumBodyBytes: Int) {
        self.tools = tools
        self.origins = origins
        self.maximumBodyBytes = maximumBodyBytes
    }

    func add(to table: inout RouteTable) {
        table.post("/mcp") { try await self.post($0, $1) }
    }

    private func post(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        try self.admit(request)
        let bytes = try await request.bytes(limit: self.maximumBodyBytes)
        let payload: RPCPayload
        do {
            payload = try RPCPayload(bytes)
        } catch {
            return Response(RPCReply(nil, error: error), status: .badRequest)
        }
        let headers = RoutingHeaders(request.headers)
        let server = self.tools.server(for: context.owner)
        if Self.isStateless(payload, headers) { return try await self.answer(payload, headers, server) }
        guard let version = headers.version.map(ProtocolVersion.init(rawValue:)) ?? .unnamed else {
            return Response(RPCReply(nil, error: .unsupportedVersion(headers.version ?? "")), status: .badRequest)
        }
        return try await self.answer(payload, as: version, server, in: Self.conversation(request, context))
    }

    /// - Throws: a ``Problem`` where the request is not to be answered, whatever it says.
    private func admit(_ request: Request) throws {
        if let origin = request.headers[.origin], !self.origins.allow(origin) {
            throw Problem(.forbidden, "Pages of \(origin) may not call; see mcp.allowed_origins.")
        }
        guard request.accepts("application/json") else {
            throw Problem(.notAcceptable, "The answer is application/json; accept that.")
        }
        guard request.mediaType == nil || request.mediaType == "application/json" else {
            throw Problem(.unsupportedMediaType, "Send the body as application/json.")
        }
    }

    // MARK: The stateless revision

    private static func isStateless(_ payload: RPCPayload, _ headers: RoutingHeaders) -> Bool {
        if let name = headers.version, ProtocolVersion(rawValue: name)?.isStateless ?? false { return true }
        if case .one(.request(let request)) = payload { return RequestMetadata.isCarried(by: request) }
        return false
    }

    private func answer(
        _ payload: RPCPayload, _ headers: RoutingHeaders, _ server: ProtocolServer
    ) async throws -> Response {
        switch payload {
        case .batch: return Response(RPCReply(nil, error: .noBatches), status: .badRequest)
        case .one(.invalid(let reply)): return Response(reply, status: .badRequest)
        case .one(.response):
            let error = RPCError(.invalidRequest, "Clients send requests and notifications.")
            return Response(RPCReply(nil, error: error), status: .badRequest)
        // There is none that would mean anything: to cancel is to hang up.
        case .one(.notification): return Response(status: .accepted)
        case .one(.request(let request)):
            let reply: RPCReply
            do {
                let metadata = try RequestMetadata(request)
                try headers.check(request, metadata)
                reply = try await server.answer(request, as: try metadata.version())
            } catch let error as RPCError {
                reply = RPCReply(request.id, error: error)
            }
            return Response(reply, status: reply.error?.code.status ?? .ok)
        }
    }

    // MARK: The revisions with a handshake

    private func answer(
        _ payload: RPCPayload, as version: ProtocolVersion, _ server: ProtocolServer, in conversation: String?
    ) async throws -> Response {
        switch payload {
        case .one(.invalid(let reply)): return Response(reply, status: .badRequest)
        case .one(let message):
            guard let reply = try await self.answer(message, as: version, server, in: conversation) else {
                return Response(status: .accepted)
            }
            var response = Response(reply)
            if case .request(let request) = message, request.method == "initialize", reply.error == nil,
                let field = Self.session
            {
                response.headers[field] = RequestIdentifier.random()
            }
            return response
        case .batch(let messages):
            guard version.takesBatches else { return Response(RPCReply(nil, error: .noBatches), status: .badRequest) }
            let replies = try await withThrowingTaskGroup(of: RPCReply?.self) { group in
                for message in messages {
                    group.addTask { try await self.answer(message, as: version, server, in: conversation) }
                }
                return try await group.reduce(into: [RPCReply]()) { replies, reply in
                    if let reply { replies.append(reply) }
                }
            }
            return replies.isEmpty ? Response(status: .accepted) : Response(json: .array(replies.map(\.json)))
        }
    }

    /// Nil where there is nothing to say.
    private func answer(
        _ message: RPCMessage, as version: ProtocolVersion, _ server: ProtocolServer, in conversation: String?
    ) async throws -> RPCReply? {
        switch message {
        case .response: return nil
        case .invalid(let reply): return reply
        case .notification(let method, let parameters):
            if method == "notifications/cancelled", let id = parameters.cancelledRequest, let conversation {
                self.requests.cancel(RunningRequests.Key(conversation: conversation, id: id))
            }
            return nil
        case .request(let request):
            // Without a session's name nobody can tell whose request a cancellation means.
            guard let conversation else { return try await server.answer(request, as: version) }
            let entry = self.requests.enter(RunningRequests.Key(conversation: conversation, id: request.id))
            do {
                return try await self.requests.run(entry) { try await server.answer(request, as: version) }
            } catch let error as CancellationError {
                // A client that hung up reads no answer; one that has cancelled the request by name still waits for it.
                guard !Task.isCancelled else { throw error }
                return RPCReply(request.id, error: .cancelled)
            }
        }
    }

    /// Names the requests of one client's handshake; nil where the client sends no session's name.
    private static func conversation(_ request: Request, _ context: AssayRequestContext) -> String? {
        guard let field = self.session, let name = request.headers[field], name.utf8.count <= self.longestSession else {
            return nil
        }
        return "\(context.owner) \(name)"
    }
}
