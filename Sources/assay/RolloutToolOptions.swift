import ArgumentParser
import AssayClient
import AssayRollouts
import AssayTools
import Foundation

/// What a model may call, and who answers it.
struct RolloutToolOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The `assay serve` that runs programs.", valueName: "url"))
    var toolServer = "http://127.0.0.1:8080"

    @Option(
        help: ArgumentHelp("The tools, with verl's keys (default: code_interpreter).", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var toolConfig: String?

    @Option(
        help: ArgumentHelp(
            "Who answers the model, with verl's keys; without it rows' interaction_kwargs are ignored.",
            valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var interactionConfig: String?

    /// - Throws: ``RolloutError`` and ``ClientError`` where the file is wrong or the server does not answer.
    func toolbox(_ http: HTTPClient) async throws -> Toolbox {
        let configuration = try self.toolConfig.map(ToolConfiguration.init(file:))
        let key = ProcessInfo.processInfo.environment["ASSAY_KEY"]
        if configuration?.needsRunner ?? true { try await self.check(key, http) }
        let runner = ToolClient(try Endpoint(url: self.toolServer, key: key, http: http))
        guard let configuration else { return try ToolConfiguration.standardToolbox(runner) }
        return try configuration.toolbox(runner: runner, http: http)
    }

    var interactions: [any Interaction] {
        get throws { try self.interactionConfig.map(InteractionConfiguration.load(file:)) ?? [] }
    }

    private func check(_ key: String?, _ http: HTTPClient) async throws {
        let client = ToolClient(try Endpoint(url: self.toolServer, key: key, http: http, retries: .none))
        let stage = "tool server \(self.toolServer)"
        do {
            let health = try await client.health()
            guard health.isReady else {
                throw RolloutError(
                    .policy, stage: stage, "not ready: \(health.reason ?? "it does not tell why")")
            }
        } catch let error as ClientError {
            throw RolloutError(.policy, stage: stage, "\(error.message); `assay serve` starts one")
        }
    }
}
