import AssayJSON
import AssaySandbox
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The files of a session's working directory.
struct SessionFileRoutes: Sendable {
    let host: any SessionHost
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        table.get("/v1/sessions/:id/files") { _, context in try await self.list(context) }
        table.get("/v1/sessions/:id/files/**") { _, context in try await self.read(context) }
        table.put("/v1/sessions/:id/files/**") { try await self.write($0, $1) }
        table.delete("/v1/sessions/:id/files/**") { _, context in try await self.remove(context) }
    }

    private func list(_ context: AssayRequestContext) async throws -> Response {
        let files = try await answeringSessionErrors { try await self.files(context).list() }
        return Response(
            json: [
                "files": .array(
                    files.map { file -> JSONValue in
                        [
                            "path": .string(file.path), "bytes": .integer(file.bytes),
                            "modified": .string(Self.text(file.modified)),
                            "content_type": .string(ContentType.of(file.path)),
                        ]
                    })
            ])
    }

    private static func text(_ time: Duration) -> String {
        Date(timeIntervalSince1970: Double(time.components.seconds)).formatted(.iso8601)
    }

    private func read(_ context: AssayRequestContext) async throws -> Response {
        let path = try self.path(context)
        guard let bytes = try await answeringSessionErrors({ try await self.files(context).read(path) }) else {
            throw Problem(.notFound, "There is no regular file \(path), or it is larger than this server sends.")
        }
        return Response(file: path, bytes: bytes)
    }

    private func write(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let path = try self.path(context)
        let bytes = try await request.bytes(limit: self.maximumBodyBytes)
        try await answeringSessionErrors { try await self.files(context).write([path: bytes]) }
        return Response(status: .noContent)
    }

    private func remove(_ context: AssayRequestContext) async throws -> Response {
        let path = try self.path(context)
        do {
            _ = try await answeringSessionErrors { try await self.files(context).carryOut(.remove(path)) }
        } catch let error as SessionFileError {
            throw Problem(error, path: path)
        }
        return Response(status: .noContent)
    }

    private func files(_ context: AssayRequestContext) -> SessionFiles {
        SessionFiles(host: self.host, session: context.parameters.get("id") ?? "", owner: context.owner)
    }

    private func path(_ context: AssayRequestContext) throws -> String {
        let parts = context.parameters.getCatchAll().map { String($0).removingPercentEncoding ?? String($0) }
        let path = parts.joined(separator: "/")
        guard !path.isEmpty else { throw Problem(.notFound, "Name a file.") }
        return path
    }
}
