import ArgumentParser
import AssayServer
import Configuration
import Foundation

/// Where settings come from, for every command that starts workers.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file.",
            discussion: "Without it, ./config/server.yaml is read if it is there.", valueName: "path"),
        completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    @Option(
        name: .customLong("log-level"), help: "The least severe level that is logged, on stderr.",
        completion: .list(["trace", "debug", "info", "notice", "warning", "error", "critical"]))
    var logLevel: String?

    /// The settings of file, environment and flags, the later winning.
    /// - Parameter flags: what the command's other flags set, by key.
    func load(flags: [String: ConfigValue]) async throws -> ServerConfiguration {
        var flags = flags
        if let logLevel { flags["log.level"] = ConfigValue(.string(logLevel), isSecret: false) }
        let loader = ConfigurationLoader(
            file: self.config, environment: ProcessInfo.processInfo.environment, flags: flags)
        return try await loader.load()
    }
}
