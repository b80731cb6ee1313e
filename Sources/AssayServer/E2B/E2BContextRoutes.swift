import AssayJSON
import AssaySandbox
import HTTPTypes
import Hummingbird

/// What E2B's code interpreter serves inside a sandbox: `POST /execute` (see ``SharedExecuteRoute``) and `/contexts`. The
/// sandbox is named by a header.
struct E2BContextRoutes: Sendable {
    let executor: any CodeExecutor
    let limits: ExecutionLimits
    let sessions: E2BSessions
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        table.get("/contexts") { request, context in
            let sandbox = try self.sessions.sandbox(request, context.owner).id
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
            _ = try await self.sessions.session(found, request, context.owner)
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
        let found = E2BContext(
            sandbox: try self.sessions.sandbox(request, owner).id, id: call.context ?? E2BContext.main)
        if found.id == E2BContext.main {
            if let lost = try await self.sessions.session(found, request, owner).lost {
                return E2BExecution.restarted(lost)
            }
        }
        let session = try self.sessions.session(found, owner)
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
        let sandbox = try self.sessions.sandbox(request, context.owner)
        var made = E2BContext(sandbox: sandbox.id, id: RequestIdentifier.random())
        if let folder, !folder.isEmpty { made.folder = folder }
        _ = try await self.sessions.session(made, request, context.owner)
        return Response(json: made.json)
    }

    private func context(
        _ request: Request, _ context: AssayRequestContext
    ) throws -> (session: SessionSummary, context: E2BContext) {
        let sandbox = try self.sessions.sandbox(request, context.owner).id
        let named = E2BContext(sandbox: sandbox, id: context.pathParameter("id"))
        let session = try self.sessions.session(named, context.owner)
        return (session, E2BContext(session) ?? named)
    }

    private static func check(_ language: String?) throws {
        let name = language?.lowercased().filter { !$0.isWhitespace } ?? ""
        guard name.isEmpty || name == "python" else {
            throw E2BFault(.badRequest, "\(name) is not available in this sandbox, which runs python")
        }
    }
}
