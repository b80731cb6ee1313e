import AssayJSON
import AssaySandbox
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `/v1/sessions`: interpreters that keep their state from one cell to the next.
struct SessionRoutes: Sendable {
    let host: any SessionHost
    let limits: ExecutionLimits
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        table.post("/v1/sessions") { try await self.create($0, $1) }
        table.get("/v1/sessions") { _, context in
            Response(json: ["sessions": .array(self.host.sessions(of: context.owner).map(\.json))])
        }
        table.get("/v1/sessions/:id") { _, context in
            try await answeringSessionErrors {
                Response(json: try self.host.session(context.sessionID, of: context.owner).json)
            }
        }
        table.delete("/v1/sessions/:id") { _, context in
            try await answeringSessionErrors {
                try self.host.endSession(context.sessionID, of: context.owner)
                return Response(status: .noContent)
            }
        }
        table.post("/v1/sessions/:id/execute") { try await self.execute($0, $1) }
        table.post("/v1/sessions/:id/fork") { _, context in
            try await answeringSessionErrors {
                let branch = try await self.host.forkSession(context.sessionID, of: context.owner)
                return Response(status: .created, json: branch.json)
            }
        }
        SessionFileRoutes(host: self.host, maximumBodyBytes: self.maximumBodyBytes).add(to: &table)
    }

    private func create(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let body = try await request.json(limit: self.maximumBodyBytes, ifEmpty: [:])
        let call = try SessionCall(body, owner: context.owner, limits: self.limits)
        return try await answeringSessionErrors {
            Response(status: .created, json: try await self.host.makeSession(call.request).json)
        }
    }

    private func execute(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let call = try ExecuteCall(
            try await request.json(limit: self.maximumBodyBytes), limits: self.limits, inSession: true)
        let (id, owner) = (context.sessionID, context.owner)
        guard EventStream.isWanted(request) else {
            return try await answeringSessionErrors {
                Response(json: try await self.host.execute(call.request, in: id, of: owner, onOutput: nil).json)
            }
        }
        // Before the stream begins, so that what is unknown is a 404.
        _ = try await answeringSessionErrors { try self.host.session(id, of: owner) }
        return ProgramEvents.response { onOutput in
            try await self.host.execute(call.request, in: id, of: owner, onOutput: onOutput).json
        }
    }
}

extension AssayRequestContext {
    /// Whom sessions belong to: the holder of a key, or everybody where none is asked for.
    var owner: String { self.caller.map { "key \($0)" } ?? "" }

    fileprivate var sessionID: String { self.pathParameter("id") }
}
