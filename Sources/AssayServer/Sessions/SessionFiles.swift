import AssaySandbox

/// The files of one session. Reading and writing is an empty cell: the supervisor does it, before and after.
struct SessionFiles: Sendable {
    let host: any SessionHost
    let session: String
    let owner: String

    /// The regular files of the working directory.
    func list() async throws -> [SessionFile] {
        var request = ExecutionRequest(code: "")
        request.listsFiles = true
        return try await self.run(request).listing
    }

    /// Nil for what is no regular file, or larger than is sent.
    func read(_ path: String) async throws -> [UInt8]? {
        try await self.run(ExecutionRequest(code: "", fetchFiles: [path])).files[path]
    }

    func write(_ files: [String: [UInt8]]) async throws {
        _ = try await self.run(ExecutionRequest(code: "", files: files))
    }

    func carryOut(_ action: SessionFileAction) async throws -> [SessionFile] {
        try await self.host.files(action, in: self.session, of: self.owner)
    }

    private func run(_ request: ExecutionRequest) async throws -> ExecutionResult {
        try await self.host.execute(request, in: self.session, of: self.owner, onOutput: nil).result
    }
}
