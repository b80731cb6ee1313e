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
    }

    private func list(_ context: AssayRequestContext) async throws -> Response {
        var request = ExecutionRequest(code: "")
        request.listsFiles = true
        let result = try await self.run(request, context)
        let files = result.listing.map { file -> JSONValue in
            [
                "path": .string(file.path), "bytes": .integer(file.bytes),
                "modified": .string(Date(timeIntervalSince1970: Double(file.modified)).formatted(.iso8601)),
                "content_type": .string(ContentType.of(file.path)),
            ]
        }
        return Response(json: ["files": .array(files)])
    }

    private func read(_ context: AssayRequestContext) async throws -> Response {
        let path = try self.path(context)
        let result = try await self.run(ExecutionRequest(code: "", fetchFiles: [path]), context)
        guard let bytes = result.files[path] else {
            throw Problem(.notFound, "There is no regular file \(path), or it is larger than this server sends.")
        }
        return Response(
            status: .ok,
            // What a program wrote must not run in the browser of whoever opens it.
            headers: [
                .contentType: ContentType.of(path), .contentDisposition: "attachment",
                .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func write(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let path = try self.path(context)
        let bytes = try await request.bytes(limit: self.maximumBodyBytes)
        _ = try await self.run(ExecutionRequest(code: "", files: [path: bytes]), context)
        return Response(status: .noContent)
    }

    /// An empty cell: the files are written and read by the supervisor, before and after it.
    private func run(_ request: ExecutionRequest, _ context: AssayRequestContext) async throws -> ExecutionResult {
        try await answeringSessionErrors {
            try await self.host.execute(
                request, in: context.parameters.get("id") ?? "", of: context.owner, onOutput: nil
            ).result
        }
    }

    private func path(_ context: AssayRequestContext) throws -> String {
        let parts = context.parameters.getCatchAll().map { String($0).removingPercentEncoding ?? String($0) }
        let path = parts.joined(separator: "/")
        guard !path.isEmpty else { throw Problem(.notFound, "Name a file.") }
        return path
    }
}
