import AssaySandbox
import Hummingbird

/// The sessions that are a sandbox's contexts.
struct E2BSessions: Sendable {
    let host: any SessionHost
    let sandboxes: E2BSandboxes

    /// The session that is a context, made where there is none.
    func session(_ context: E2BContext, _ request: Request, _ owner: String) async throws -> NamedSession {
        let sandbox = try self.sandbox(request, owner)
        return try await E2BFault.answering {
            try await self.host.session(
                named: context.name, context.session(of: owner, environment: sandbox.environment))
        }
    }

    func session(_ context: E2BContext, _ owner: String) throws -> SessionSummary {
        do {
            return try self.host.session(named: context.name, of: owner)
        } catch SessionError.lost(let reason) {
            throw E2BFault(.notFound, "Context \(context.id) not found: its state is gone, for \(reason)")
        } catch {
            throw E2BFault(.notFound, "Context \(context.id) not found")
        }
    }

    /// The files of the request's sandbox: those of its first context, which is made where there is none.
    func files(_ request: Request, _ owner: String) async throws -> SessionFiles {
        let main = E2BContext(sandbox: try self.sandbox(request, owner).id, id: E2BContext.main)
        return SessionFiles(host: self.host, session: try await self.session(main, request, owner).id, owner: owner)
    }

    /// The request's sandbox. Without a header, or with the client's own name for it, the one that is always there.
    func sandbox(_ request: Request, _ owner: String) throws -> (id: String, environment: [String: String]) {
        let id = request.headers[E2BSandboxes.field] ?? E2BSandbox.debug
        if id == E2BSandbox.debug { return (id, [:]) }
        guard let sandbox = self.sandboxes.sandbox(id, of: owner) else {
            // As the peer's proxy: the client takes it for the sandbox's end.
            throw E2BFault(.badGateway, "The sandbox was not found")
        }
        return (id, sandbox.environment)
    }
}
