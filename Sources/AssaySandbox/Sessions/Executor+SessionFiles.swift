import WorkerProtocol

extension Executor {
    /// Does something with a session's files, between its cells. None of the session's own code runs for it.
    ///
    /// - Returns: what was looked for, made, moved or listed, by path.
    /// - Throws: ``SessionError``, ``SessionFileError``, `CancellationError`.
    package func files(
        _ action: SessionFileAction, in id: String, of owner: String
    ) async throws -> [SessionFile] {
        let session = try self.sessions.session(id, of: owner)
        self.sessions.begin(session)
        defer { self.sessions.end(session) }
        try await self.wait(for: session, until: .now + self.configuration.queueDeadline)
        let report = try await self.carryOut(action, in: session)
        session.line.release(session.slot)
        guard report.errno == 0 else { throw SessionFileError(errno: report.errno) }
        return report.entries.map { SessionFile($0) }
    }

    private func carryOut(_ action: SessionFileAction, in session: Session) async throws -> FileReport {
        do {
            return try await session.slot.carryOut(action.order)
        } catch {
            session.close("\(error)")
            throw SessionError.lost(session.ending ?? "\(error)")
        }
    }
}
