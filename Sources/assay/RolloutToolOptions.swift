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

    /// Puts what is given in the place of what a standard has.
    func apply(to standard: inout RolloutStandard) {
        standard.toolConfiguration = self.toolConfig ?? standard.toolConfiguration
        standard.interactionConfiguration = self.interactionConfig ?? standard.interactionConfiguration
    }

    /// - Parameter file: a configuration of tools; nil for the code interpreter alone.
    /// - Throws: ``RolloutError`` and ``ClientError`` where the file is wrong or the server does not answer.
    func toolbox(_ file: String?, _ http: HTTPClient) async throws -> Toolbox {
        let configuration = try file.map(ToolConfiguration.init(file:))
        let key = ProcessInfo.processInfo.environment["ASSAY_KEY"]
        if configuration?.needsRunner ?? true {
            try await ToolServerCheck.check(self.toolServer, key: key, http, remedy: "`assay serve` starts one")
        }
        let runner = ToolClient(try Endpoint(url: self.toolServer, key: key, http: http))
        guard let configuration else { return try ToolConfiguration.standardToolbox(runner) }
        return try configuration.toolbox(runner: runner, http: http)
    }
}
