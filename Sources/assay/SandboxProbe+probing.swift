import AssayClient
import AssayOutcome
import AssayTraining
import Foundation

extension SandboxProbe {
    /// Lets a tool server run a tiny program.
    /// - Parameter url: of the server; nil starts one in this process, as `assay train` does.
    static func probe(_ url: String?, key: String?) async -> SandboxProbe {
        guard let url else {
            let place = "a sandbox on this host"
            do {
                return try await ToolService.serve(
                    .training, logger: .standardError(label: "assay", level: "critical")
                ) { await self.probe(place, url: $0, key: nil) }
            } catch {
                return .faulty(where: place, reason: StartFault.line(for: error))
            }
        }
        return await self.probe("the tool server \(url)", url: url, key: key)
    }

    private static func probe(_ place: String, url: String, key: String?) async -> SandboxProbe {
        do {
            let client = ToolClient(try Endpoint(url: url, key: key, http: try HTTPClient(), retries: .none))
            let health = try await client.health()
            guard health.isReady else {
                return .faulty(where: place, reason: health.reason ?? "it is not ready, and does not tell why")
            }
            let start = ContinuousClock.now
            let execution = try await client.execute(Program(code: "print(6 * 7)", timeout: .seconds(10)))
            guard execution.outcome == .ok, execution.standardOutput == "42\n" else {
                let reason = execution.failure ?? execution.exception?.message ?? execution.standardError
                return .faulty(where: place, reason: "\(execution.outcome.rawValue) \(reason)")
            }
            return .healthy(where: place, seconds: (ContinuousClock.now - start) / .seconds(1))
        } catch let error as ClientError {
            return .faulty(where: place, reason: error.message)
        } catch {
            return .faulty(where: place, reason: "\(error)")
        }
    }
}
