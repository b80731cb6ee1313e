import AssayClient
import AssayRollouts

/// Asks a tool server whether it can run programs, before anything relies on it.
enum ToolServerCheck {
    /// - Parameter remedy: what helps where nobody answers.
    /// - Throws: ``RolloutError`` where it is not ready, or does not answer.
    static func check(_ url: String, key: String?, _ http: HTTPClient, remedy: String) async throws {
        let client = ToolClient(try Endpoint(url: url, key: key, http: http, retries: .none))
        let stage = "tool server \(url)"
        do {
            let health = try await client.health()
            guard health.isReady else {
                throw RolloutError(
                    .policy, stage: stage, "not ready: \(health.reason ?? "it does not tell why")")
            }
        } catch let error as ClientError {
            throw RolloutError(.policy, stage: stage, "\(error.message); \(remedy)")
        }
    }
}
