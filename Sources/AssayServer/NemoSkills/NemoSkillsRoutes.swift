import AssayJSON
import AssayOutcome
import AssaySandbox
import Foundation
import HTTPTypes
import Hummingbird

/// The sandbox of NVIDIA's NeMo-Skills: `POST /execute` (see ``SharedExecuteRoute``) and `/sessions`.
///
/// A session is found by `X-Session-ID` and made where there is none. One whose state is lost is told by
/// `new_session_created`, upon which the client replays its cells; nothing is replayed here. No answer is ever a 502,
/// which the client would tell the model as a timeout.
struct NemoSkillsRoutes: Sendable {
    static let sessionField: HTTPField.Name = .init("X-Session-ID") ?? .via
    /// Goes before the client's id in a session's name, for other dialects name sessions too.
    private static let prefix = "nemo-skills "
    private static let backend: JSONValue = "ipython"

    let executor: any CodeExecutor
    let limits: ExecutionLimits

    func add(to table: inout RouteTable) {
        table.get("/sessions") { _, context in self.list(context.owner) }
        table.delete("/sessions/:id") { _, context in
            self.delete(context.pathParameter("id"), of: context.owner)
        }
    }

    /// Answers an `/execute` whose body has `generated_code`.
    func execute(_ body: JSONObject, _ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let call = try NemoExecuteRequest(body, limits: self.limits)
        do {
            return try await self.answer(call, request, context.owner).response(most: call.mostCharacters)
        } catch let error as SessionError {
            return self.refusal(error).response(status: .serviceUnavailable, most: call.mostCharacters)
        } catch let refusal as ExecutionRefusal {
            throw Problem(.badRequest, refusal.message)
        }
    }

    private func answer(_ call: NemoExecuteRequest, _ request: Request, _ owner: String) async throws -> NemoReply {
        switch call.language {
        case .ipython:
            guard let id = request.headers[Self.sessionField] else {
                throw Problem(.badRequest, "X-Session-ID header required for ipython sessions")
            }
            return try await self.runCell(call, id, owner)
        case .python, .shell:
            let result = try await self.executor.execute(call.execution)
            guard result.outcome.isScored else { throw SessionError.failed(result.failure ?? result.outcome.rawValue) }
            return NemoReply(program: result, call)
        case .absent(let name):
            return NemoReply(
                .error,
                standardError: "\(name) is not available in this sandbox, which runs ipython, python and shell.\n")
        }
    }

    private func runCell(_ call: NemoExecuteRequest, _ id: String, _ owner: String) async throws -> NemoReply {
        let session = try await self.executor.session(named: Self.prefix + id, SessionRequest(owner: owner))
        do {
            let cell = try await self.executor.execute(call.execution, in: session.id, of: owner, onOutput: nil)
            guard cell.result.outcome.isScored else {
                throw SessionError.failed(cell.result.failure ?? cell.result.outcome.rawValue)
            }
            return NemoReply(cell: cell, call, isNewSession: session.isNew)
        } catch SessionError.lost(let reason) {
            return NemoReply(.error, standardError: "The session's state is gone: \(reason).\n", isNewSession: true)
        }
    }

    /// The client looks at no status but 502: what it reads must have its form, and say that nothing ran.
    private func refusal(_ error: SessionError) -> NemoReply {
        let reason =
            switch error {
            case .overloaded(let reason), .tooMany(let reason), .failed(let reason), .lost(let reason): reason
            case .unknown: "the session has ended"
            }
        return NemoReply(.error, standardError: "The sandbox did not run this: \(reason).\n", isNewSession: false)
    }

    private func list(_ owner: String) -> Response {
        let now = Date.now.timeIntervalSince1970
        let sessions = self.executor.sessions(of: owner).compactMap { session -> (String, JSONValue)? in
            guard let name = session.name, name.hasPrefix(Self.prefix) else { return nil }
            let description: JSONValue = [
                "backend": Self.backend, "created": .number(now - session.age.seconds),
                "last_used": .number(now - session.idle.seconds), "alive": true,
            ]
            return (String(name.dropFirst(Self.prefix.count)), description)
        }
        return Response(json: ["sessions": .object(JSONObject(sessions)), "backend": Self.backend])
    }

    private func delete(_ id: String, of owner: String) -> Response {
        do {
            let session = try self.executor.session(named: Self.prefix + id, of: owner)
            try self.executor.endSession(session.id, of: owner)
            return Response(json: ["message": .string("IPython session \(id) deleted successfully")])
        } catch {
            return Response(status: .notFound, json: ["error": .string("IPython session \(id) not found")])
        }
    }
}
