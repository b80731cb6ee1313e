import AssayClient
package import AssayMCP
import AssaySandbox
package import AssayTools
package import Logging

/// The tools as clients of the Model Context Protocol have them.
package struct MCPTools: Sendable {
    private let toolbox: Toolbox
    private let host: any SessionHost
    private let idleLifetime: Duration?
    private let logger: Logger

    /// - Parameter host: keeps the sessions that calls name, where the configuration offers them.
    package init(_ toolbox: Toolbox, _ configuration: ServerConfiguration, host: any SessionHost, logger: Logger) {
        self.toolbox = toolbox
        self.host = host
        self.idleLifetime = configuration.mcp.offersSessions ? configuration.execution.sessions.idleLifetime : nil
        self.logger = logger
    }

    /// What answers a caller.
    /// - Parameter owner: whose the sessions are that it makes.
    package func server(for owner: String) -> ProtocolServer {
        let tools = self.toolbox.tools.map { self.offered($0, to: owner) }
        let keepsState = tools.contains { $0 is SessionInterpreter }
        return ProtocolServer(
            // The names are those of a toolbox, so that none is there twice.
            (try? Toolbox(tools)) ?? self.toolbox, version: ToolServer.version,
            instructions: keepsState
                ? "Calls of code_interpreter that name one session share variables and files; others share nothing."
                : "Each call of a tool stands alone: no variable and no file is kept for the next one.",
            logger: self.logger)
    }

    private func offered(_ tool: any Tool, to owner: String) -> any Tool {
        // Sessions are this server's: an interpreter that another server's programs stand behind has none.
        guard let idleLifetime, let interpreter = tool as? CodeInterpreter, interpreter.runner is ExecutorRunner,
            interpreter.settings.language == .python
        else { return tool }
        return SessionInterpreter(interpreter, host: self.host, owner: owner, idleLifetime: idleLifetime)
    }
}
