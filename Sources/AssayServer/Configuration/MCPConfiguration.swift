/// What clients of the Model Context Protocol are offered.
package struct MCPConfiguration: Sendable, Equatable {
    /// Whether a call of `code_interpreter` may name a session, whose state later calls find: `mcp.sessions`.
    package var offersSessions = false
    /// Origins of web pages that may call `/mcp`, beyond this machine's own: `mcp.allowed_origins`.
    package var allowedOrigins: [String] = []

    /// The defaults.
    package init() {}
}
