import AssayJSON
import AssaySandbox
import HTTPTypes
import Hummingbird

/// `/files`, where E2B's clients read and write the files of a sandbox: those of its first context.
struct E2BFileRoutes: Sendable {
    let sessions: E2BSessions
    let maximumBodyBytes: Int

    func add(to table: inout RouteTable) {
        table.get("/files") { try await self.read($0, $1) }
        table.post("/files") { try await self.write($0, $1) }
    }

    private func read(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let path = try E2BPath(request.formField("path") ?? "").text
        let files = try await self.sessions.files(request, context.owner)
        let (kind, bytes) = try await E2BFault.answering {
            do {
                return (try await files.carryOut(.look(path)).first?.kind, try await files.read(path))
            } catch let error as SessionFileError {
                throw E2BFault(error == .notFound ? .notFound : .badRequest, "path '\(path)' does not exist")
            }
        }
        guard let bytes else {
            let reason = kind == .file ? "larger than is sent" : "no regular file"
            throw E2BFault(.badRequest, "path '\(path)' is \(reason)")
        }
        return Response(file: path, bytes: bytes)
    }

    private func write(_ request: Request, _ context: AssayRequestContext) async throws -> Response {
        let named = request.formField("path")
        let body = try await request.bytes(limit: self.maximumBodyBytes)
        let written = try Self.files(body, as: request, named: named)
        guard !written.isEmpty else { throw E2BFault(.badRequest, "no files were uploaded") }
        let files = try await self.sessions.files(request, context.owner)
        try await E2BFault.answering {
            do {
                try await files.write(Dictionary(written.map { ($0.path.text, $0.bytes) }) { $1 })
            } catch let refusal as ExecutionRefusal {
                throw E2BFault(refusal.code == "no_space" ? .insufficientStorage : .badRequest, refusal.message)
            }
        }
        return Response(
            json: .array(
                written.map { file -> JSONValue in
                    ["name": .string(file.path.name), "type": "file", "path": .string(file.path.text)]
                }))
    }

    /// A form with a file for each path, or the bytes of the one that the query names.
    private static func files(
        _ body: [UInt8], as request: Request, named: String?
    ) throws -> [(path: E2BPath, bytes: [UInt8])] {
        guard request.headers[.contentEncoding] == nil else {
            throw E2BFault(.unsupportedMediaType, "send the file without Content-Encoding")
        }
        guard request.mediaType == "multipart/form-data" else { return [(try E2BPath(named ?? ""), body)] }
        let parts = try MultipartForm(body, contentType: request.headers[.contentType] ?? "").parts
            .filter { $0.name == "file" }
        if let named, parts.count > 1 { throw E2BFault(.badRequest, "\(parts.count) files for the path '\(named)'") }
        return try parts.map { (try E2BPath(named ?? $0.fileName ?? ""), Array($0.bytes)) }
    }
}
