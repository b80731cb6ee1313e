import ArgumentParser
import AssayClient
import AssayJSON
import AssayRollouts
import Foundation

/// Whose model plays.
struct ModelServerOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The model's server, with or without /v1.", valueName: "url"))
    var model: String

    @Option(help: "What the server calls the model (default: the only one that it tells of).")
    var modelName: String?

    @Flag(help: "Ask for the tokens' log-probabilities and keep them, to be looked at.")
    var logProbabilities = false

    @Option(
        help: ArgumentHelp(
            "More members of each request's body, such as {\"tool_choice\": \"required\"}.", valueName: "object"))
    var extraBody: String?

    func validate() throws {
        if self.extraBody != nil, self.extraMembers == nil {
            throw ValidationError("--extra-body must be a JSON object")
        }
    }

    /// What ``extraBody`` says.
    var extraMembers: JSONObject? {
        self.extraBody.flatMap { try? JSONParser.parse(Array($0.utf8)).object }
    }

    func server(_ http: HTTPClient) throws(ClientError) -> ModelServer {
        try ModelServer(url: self.model, key: ProcessInfo.processInfo.environment["OPENAI_API_KEY"], http: http)
    }

    /// - Throws: ``RolloutError`` where the server does not answer, or has several models and none is chosen.
    func name(on server: ModelServer) async throws -> String {
        let models = try await server.models()
        if let modelName { return modelName }
        guard let only = models.first, models.count == 1 else {
            let told = models.isEmpty ? "it tells of none" : "it has " + models.joined(separator: ", ")
            throw RolloutError(.configuration, stage: self.model, "name the model with --model-name; \(told)")
        }
        return only
    }

    func policy(on server: ModelServer, name: String) -> OpenAIPolicy {
        var settings = OpenAIPolicy.Settings(model: name)
        settings.asksLogProbabilities = self.logProbabilities
        settings.options = self.extraMembers ?? JSONObject()
        return OpenAIPolicy(endpoint: server.endpoint, settings: settings)
    }
}
