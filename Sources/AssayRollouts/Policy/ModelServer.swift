package import AssayClient
import AssayJSON

/// An OpenAI-compatible server as it is found, before anything is asked of its models.
package struct ModelServer: Sendable {
    /// Where its routes are.
    package let endpoint: Endpoint

    /// - Parameter url: with or without the `/v1` that clients of OpenAI's put behind it.
    /// - Throws: ``AssayClient/ClientError`` where the address or the key cannot be used.
    package init(url: String, key: String? = nil, http: HTTPClient) throws(ClientError) {
        var base = url
        while base.hasSuffix("/") { base.removeLast() }
        if base.hasSuffix("/v1") { base.removeLast(3) }
        // The policy repeats by itself what may be repeated.
        self.endpoint = try Endpoint(url: base, key: key, http: http, retries: .none)
    }

    /// The names of its models, none where it does not tell.
    /// - Throws: ``RolloutError`` where nobody answers, `CancellationError`.
    package func models() async throws -> [String] {
        do {
            let reply = try await self.endpoint.get("/v1/models", deadline: .seconds(30)).reply
            let models = try? JSONParser.parse(reply.body)["data"]?.array
            return (models ?? []).compactMap { $0["id"]?.string }
        } catch let error as ClientError where error.status != nil {
            return []
        } catch let error as ClientError {
            throw RolloutError(.unreachable, stage: self.endpoint.address.description, error.message)
        }
    }
}
