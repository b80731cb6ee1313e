/// Whose shapes a route keeps.
package enum Dialect: String, Sendable, CaseIterable {
    /// Our own routes: RFC 9457 problems.
    case own = "assay"
    /// SandboxFusion's routes: FastAPI's `{"detail": …}`.
    case sandboxFusion = "sandbox_fusion"
    /// OpenRLHF's remote reward model. Its client repeats any error five times, a second apart.
    case openRLHF = "openrlhf"
    /// slime's remote reward model. Its client repeats any error ten times, waiting longer each time.
    case slime
    /// The Model Context Protocol: JSON-RPC errors. A client shows their text, of a problem the status alone.
    case mcp

    private static let sandboxFusionPaths: Set<String> = [
        "/run_code", "/run_jupyter", "/submit", "/get_prompts", "/get_prompt_by_id", "/list_datasets", "/list_ids",
        "/get_metrics", "/get_metrics_function", "/v1/ping",
    ]

    /// The dialect of a request's path.
    package init(path: String) {
        switch path {
        case "/get_reward": self = .openRLHF
        case "/slime/rm": self = .slime
        case "/mcp", "/mcp/": self = .mcp
        default: self = Self.sandboxFusionPaths.contains(path) ? .sandboxFusion : .own
        }
    }
}
