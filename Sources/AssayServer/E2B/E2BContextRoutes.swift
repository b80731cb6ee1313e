import AssayJSON
import AssaySandbox
import HTTPTypes
import Hummingbird

/// What E2B's code interpreter serves inside a sandbox: `POST /execute` (see ``SharedExecuteRoute``) and `/contexts`. The
/// sandbox is named by a header. Files and commands, which the peer's daemon serves, are not served here.
struct E2BContextRoutes: Sendable {
    let executor: any CodeExecutor
    let limits: ExecutionLimits
    let sandboxes: E2BSandboxes
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        table.get("/contexts") { request, context in
            let sandbox = try self.sandbox(request, context.owner).id
            let contexts = self.executor.sessions(of: context.owner).compactMap { E2BContext($0) }
            return Response(json: .array(contexts.filter { $0.sandbox == sandbox }.map(\.json)))
        }
        table.post("/contexts") { try await self.create($0, $1) }
        table.delete("/contexts/:id") { request, context in
            let (session, _) = try self.context(request, context)
            try? self.executor.endSession(session.id, of: context.owner)
            return Response(json: .null)
        }
        table.post("/contexts/:id/restart") { request, context in
            let (session, found) = try self.context(request, context)
            try? self.executor.endSession(session.id, of: context.owner)
            _ = try await self.session(found, request, context.owner)
            return Response(json: .null)
        }
    }

    /// Answers an `/execute` whose body has `code`.
    func execute(_ body: JSONObject, _ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let call = try E2BExecuteRequest(body)
        guard call.context == nil || call.language == nil else {
            throw E2BFault(.badRequest, "Only one of context_id or language can be provided")
        }
        try Self.check(call.language)
        let owner = context.owner
        let found = E2BContext(sandbox: try self.sandbox(request, owner).id, id: call.context ?? E2BContext.main)
        if found.id == E2BContext.main {
            if let lost = try await self.session(found, request, owner).lost { return E2BExecution.restarted(lost) }
        }
        let session = try self.session(found, owner)
        return E2BExecution(
            host: self.executor, owner: owner, session: session, request: call.execution(self.limits)
        ).response()
    }

    private func create(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let body = try await request.modelBody(limit: self.maximumBodyBytes)
        var reader = try ModelReader(body)
        let folder = reader.optionalString("cwd")
        let language = reader.optionalString("language")
        if let error = reader.detail.error { throw error }
        try Self.check(language)
        let sandbox = try self.sandbox(request, context.owner)
        var made = E2BContext(sandbox: sandbox.id, id: RequestIdentifier.random())
        if let folder, !folder.isEmpty { made.folder = folder }
        _ = try await self.session(made, request, context.owner)
        return Response(json: made.json)
    }

    /// The session that is a context, made where there is none.
    private func session(_ context: E2BContext, _ request: Request, _ owner: String) async throws -> NamedSession {
        let sandbox = try self.sandbox(request, owner)
        return try await E2BFault.answering {
            try await self.executor.session(
                named: context.name, context.session(of: owner, environment: sandbox.environment))
        }
    }

    private func session(_ context: E2BContext, _ owner: String) throws -> SessionSummary {
        do {
            return try self.executor.session(named: context.name, of: owner)
        } catch SessionError.lost(let reason) {
            throw E2BFault(.notFound, "Context \(context.id) not found: its state is gone, for \(reason)")
        } catch {
            throw E2BFault(.notFound, "Context \(context.id) not found")
        }
    }

    private func context(
        _ request: Request, _ context: AssayRequestContext
    ) throws -> (session: SessionSummary, context: E2BContext) {
        let sandbox = try self.sandbox(request, context.owner).id
        let named = E2BContext(sandbox: sandbox, id: context.pathParameter("id"))
        let session = try self.session(named, context.owner)
        return (session, E2BContext(session) ?? named)
    }

    /// The request's sandbox. Without a header, or with the client's own name for it, the one that is always there.
    private func sandbox(_ request: Request, _ owner: String) throws -> (id: String, environment: [String: String]) {
        let id = request.headers[E2BSandboxes.field] ?? E2BSandbox.debug
        if id == E2BSandbox.debug { return (id, [:]) }
        guard let sandbox = self.sandboxes.sandbox(id, of: owner) else {
            // As the peer's proxy: the client takes it for the sandbox's end.
            throw E2BFault(.badGateway, "The sandbox was not found")
        }
        return (id, sandbox.environment)
    }

    private static func check(_ language: String?) throws {
        let name = language?.lowercased().filter { !$0.isWhitespace } ?? ""
        guard name.isEmpty || name == "python" else {
            throw E2BFault(.badRequest, "\(name) is not available in this sandbox, which runs python")
        }
    }
}
