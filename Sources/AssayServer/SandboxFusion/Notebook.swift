import AssayJSON
import AssayOutcome
import AssaySandbox

/// Runs the cells of one `POST /run_jupyter` in a session of their own.
///
/// As with the peer, an exception stops neither the cells behind it nor the success of the whole. A cell that takes longer
/// than its own limit is interrupted, which fails the whole, and the next one goes on with what there is. Nothing is run
/// once the time for all is over.
struct Notebook: Sendable {
    let host: any SessionHost
    let limits: ExecutionLimits
    let owner: String
    let podName: String?

    /// - Throws: ``RunnerFault``, ``AssaySandbox/SessionError``, ``AssaySandbox/ExecutionRefusal``.
    func run(_ call: RunJupyterRequest) async throws -> RunJupyterResponse {
        let files = try SentFiles.contents(call.files)
        let session = try await self.host.makeSession(call.session(of: self.owner, self.limits)).id
        defer { try? self.host.endSession(session, of: self.owner) }
        if !files.isEmpty { _ = try await self.execute(ExecutionRequest(code: "", files: files), in: session) }
        let start = ContinuousClock.now
        var cells: [CellResult] = []
        for code in call.cells {
            let left = start + call.total - .now
            guard left > .zero else { break }
            let request = ExecutionRequest(code: code, timeout: min(left, call.cell(self.limits)), echoLast: true)
            let cell = try await self.execute(request, in: session)
            cells.append(cell)
            if !cell.isAlive { break }
        }
        var response = self.response(cells, isWhole: cells.count == call.cells.count, took: .now - start)
        if cells.last?.isAlive ?? true, !call.fetchFiles.isEmpty {
            let fetched = try await self.execute(ExecutionRequest(code: "", fetchFiles: call.fetchFiles), in: session)
            response.files = fetched.result.filesJSON
        }
        return response
    }

    private func execute(_ request: ExecutionRequest, in session: String) async throws -> CellResult {
        var request = request
        request.style = .kernel
        let cell = try await self.host.execute(request, in: session, of: self.owner, onOutput: nil)
        guard cell.result.outcome.isScored else {
            throw SessionError.failed(cell.result.failure ?? cell.result.outcome.rawValue)
        }
        return cell
    }

    /// The verdict: the driver is what the peer runs a notebook with, and has no output of its own here.
    private func response(_ cells: [CellResult], isWhole: Bool, took: Duration) -> RunJupyterResponse {
        let death = cells.last.flatMap { $0.isAlive ? nil : $0.result }
        let isLate = cells.contains { $0.result.outcome == .timeout } || (!isWhole && death == nil)
        let driver = RunCodeResponse.Run(
            status: isLate ? .timeLimitExceeded : .finished, seconds: took,
            returnCode: isLate ? nil : death.map(RunCodeResponse.returnCode) ?? 0)
        return RunJupyterResponse(
            status: isLate || death != nil ? .failed : .success, driver: driver, cells: cells, podName: self.podName)
    }
}
