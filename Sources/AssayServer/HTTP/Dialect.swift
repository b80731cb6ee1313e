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
    /// code-judge's routes: FastAPI's `{"detail": …}`. Its clients repeat what a result calls a `queue_timeout`.
    case codeJudge = "code_judge"
    /// Piston's routes: `{"message": …}`. open-r1's client repeats any status other than 200 five times.
    case piston

    private static let sandboxFusionPaths: Set<String> = [
        "/run_code", "/run_jupyter", "/submit", "/get_prompts", "/get_prompt_by_id", "/list_datasets", "/list_ids",
        "/get_metrics", "/get_metrics_function", "/v1/ping",
    ]
    private static let codeJudgePaths: Set<String> = [
        "/run", "/run/batch", "/run/long-batch", "/judge", "/judge/batch", "/judge/long-batch", "/status", "/ping",
    ]

    /// The dialect of a request's path.
    package init(path: String) {
        switch path {
        case "/get_reward": self = .openRLHF
        case "/slime/rm": self = .slime
        case _ where Self.sandboxFusionPaths.contains(path): self = .sandboxFusion
        case _ where Self.codeJudgePaths.contains(path): self = .codeJudge
        case _ where path.hasPrefix("/api/v2/"): self = .piston
        default: self = .own
        }
    }
}
