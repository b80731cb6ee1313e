import AssayOutcome
import AssaySandbox
import AssayServer
import ServiceLifecycle

/// Prints how to reach the server once it answers, then does nothing until the end.
struct ReadyAnnouncement: Service {
    let configuration: ServerConfiguration
    let executor: Executor
    /// Yields the bound port.
    let ports: AsyncStream<Int>
    /// Called once, after the lines are printed.
    let onReady: @Sendable () -> Void

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                guard let port = await self.ports.first(where: { _ in true }) else { return }
                try await self.executor.waitUntilReady()
                self.announce(port: port, python: try await self.pythonVersion())
                self.onReady()
            }
        } catch is CancellationError {
            // The end came before the start was over.
        }
        try await gracefulShutdown()
    }

    /// What a program is told, by asking one: the line then also says that programs run.
    private func pythonVersion() async throws -> String {
        let result = try await self.executor.execute(
            ExecutionRequest(code: "import platform\nprint(platform.python_version(), end='')"))
        guard result.outcome == .ok else { return "of unknown version" }
        return String(decoding: result.standardOutput, as: UTF8.self)
    }

    private func announce(port: Int, python: String) {
        let host = self.configuration.http.host
        let url = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        let tiers = self.configuration.execution.tiers.map(\.rawValue).joined(separator: "+")
        let slots = self.configuration.execution.slotsPerTier
        StandardStream.print("assay ready on \(url) (python \(python), tiers \(tiers), \(slots) slots)")
        StandardStream.print(
            "try: curl -s \(url)/v1/execute -d '{\"code\":\"print(1+1)\"}' -H 'content-type: application/json'")
    }
}
