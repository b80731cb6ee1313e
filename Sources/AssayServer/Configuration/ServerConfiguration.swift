package import AssaySandbox
package import AssayScoring

/// Everything that `assay serve` can be told.
package struct ServerConfiguration: Sendable {
    /// Where the server listens and whom it answers.
    package var http = HTTPConfiguration()
    /// The workers and their limits.
    package var execution = ExecutorConfiguration()
    /// The tools that are served, and their instances.
    package var tools = ToolsConfiguration()
    /// The limits of code-judge's routes.
    package var codeJudge = CodeJudgeConfiguration()
    /// What clients of the Model Context Protocol are offered.
    package var mcp = MCPConfiguration()
    /// How tasks are scored that say nothing themselves.
    package var scoring = ScoringDefaults()
    /// The least severe level that is logged: `log.level`.
    package var logLevel = "info"

    /// The defaults.
    package init() {}

    /// - Throws: ``ConfigurationError`` where values contradict each other or this host would be open to all.
    package func validate() throws {
        guard self.http.isLoopback || self.http.authKeysFile != nil || self.http.allowsAnonymous else {
            throw ConfigurationError(
                "http.host: \(self.http.host) is reachable from other machines; set http.auth_keys_file, "
                    + "or http.allow_anonymous: true to let anyone run code here")
        }
        guard self.execution.defaultTimeout <= self.execution.maximumTimeout else {
            throw ConfigurationError("execution.default_timeout_s: is above execution.maximum_timeout_s")
        }
        guard self.execution.defaultMemoryMegabytes <= self.execution.maximumMemoryMegabytes else {
            throw ConfigurationError("execution.default_memory_mb: is above execution.maximum_memory_mb")
        }
    }
}
