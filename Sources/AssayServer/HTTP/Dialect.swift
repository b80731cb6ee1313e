/// Whose shapes a route keeps.
package enum Dialect: String, Sendable, CaseIterable {
    /// Our own routes: RFC 9457 problems.
    case own = "assay"
    /// SandboxFusion's routes: FastAPI's `{"detail": …}`.
    case sandboxFusion = "sandbox_fusion"

    private static let sandboxFusionPaths: Set<String> = [
        "/run_code", "/run_jupyter", "/submit", "/get_prompts", "/get_prompt_by_id", "/list_datasets", "/list_ids",
        "/get_metrics", "/get_metrics_function", "/v1/ping",
    ]

    /// The dialect of a request's path.
    package init(path: String) {
        self = Self.sandboxFusionPaths.contains(path) ? .sandboxFusion : .own
    }
}
