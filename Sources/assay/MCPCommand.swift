import ArgumentParser
import AssayMCP
import AssaySandbox
import AssayServer
import AssayTools
import Configuration
import Foundation
import Logging
import ServiceLifecycle
import UnixSignals

/// `assay mcp`
struct MCPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mcp",
        abstract: "Serves the tools to one client of the Model Context Protocol, on stdin and stdout.",
        discussion: """
            For clients that start their servers themselves. Programs run in workers of this process, as under `assay
            serve`, whose /mcp offers the same over HTTP. Each line is a JSON-RPC message; the log goes to stderr.
            Ends when stdin does, after the calls under way, and at SIGTERM or SIGINT, which end them.

            Settings are those of `assay serve`; its keys http… mean nothing here, but for http.max_body_mb, which
            bounds a line.

            Examples:
              assay mcp
              assay mcp --sessions --slots 2
              assay mcp --tool-config config/tool_config/gsm8k_tool_config.yaml
            """)

    @Option(
        help: ArgumentHelp(
            "The tools, with verl's keys (default: tools.config_file, or code_interpreter alone).", valueName: "file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var toolConfig: String?

    @Flag(help: "Let calls of code_interpreter name a session, whose variables and files later calls find.")
    var sessions = false

    @OptionGroup var workers: WorkerOptions

    @OptionGroup var settings: ConfigurationOptions

    mutating func run() async throws {
        do {
            try await self.serve()
        } catch {
            StandardStream.printError("assay mcp: \(StartFault.line(for: error))")
            throw ExitCode(1)
        }
    }

    private var flags: [String: ConfigValue] {
        var flags = self.workers.flags
        if let toolConfig { flags["tools.config_file"] = ConfigValue(.string(toolConfig), isSecret: false) }
        if self.sessions { flags["mcp.sessions"] = ConfigValue(.bool(true), isSecret: false) }
        return flags
    }

    private func serve() async throws {
        // A client that is gone is an error of the write, which ends nothing before its time.
        signal(SIGPIPE, SIG_IGN)
        let configuration = try await self.settings.load(flags: self.flags)
        let logger = Logger.standardError(label: "assay", level: configuration.logLevel)
        let executor = try Executor(configuration: configuration.execution, logger: logger)
        let tools = MCPTools(
            try Toolbox(configuration.tools, executor: executor), configuration, host: executor, logger: logger)
        let conversation = StandardConversation(
            conversation: LineConversation(tools.server(for: "")), longestLine: configuration.http.maximumBodyBytes)
        // Ended from the last to the first.
        var group = ServiceGroupConfiguration(
            services: [
                .init(service: executor),
                .init(service: conversation, successTerminationBehavior: .gracefullyShutdownGroup),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.http.shutdownGrace
        try await ServiceGroup(configuration: group).run()
    }
}
