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
    /// NeMo-Skills' sandbox: Flask's `{"error": …}`. Its client takes a 502 for a timeout of the program.
    case nemoSkills = "nemo_skills"
    /// E2B's control plane: `{"code", "message"}`. Its client repeats a 429 with Retry-After, 502 and 503.
    case e2b
    /// What E2B serves inside a sandbox: plain text.
    case e2bContexts = "e2b_contexts"
    /// The Model Context Protocol: JSON-RPC errors. A client shows their text, of a problem the status alone.
    case mcp

    private static let sandboxFusionPaths: Set<String> = [
        "/run_code", "/run_jupyter", "/submit", "/get_prompts", "/get_prompt_by_id", "/list_datasets", "/list_ids",
        "/get_metrics", "/get_metrics_function", "/v1/ping",
    ]
    private static let codeJudgePaths: Set<String> = [
        "/run", "/run/batch", "/run/long-batch", "/judge", "/judge/batch", "/judge/long-batch", "/status", "/ping",
    ]

    private static func byFolder(_ path: String) -> Dialect {
        let folders = path.split(separator: "/", maxSplits: 2)
        switch folders.first {
        case "execute", "sessions": return .nemoSkills
        case "contexts", "files", "filesystem.Filesystem", "process.Process": return .e2bContexts
        case "sandboxes": return .e2b
        case "api": return folders.dropFirst().first == "v2" ? .piston : .own
        case "v2": return folders.dropFirst().first == "sandboxes" ? .e2b : .own
        default: return .own
        }
    }

    /// The dialect of a request's path.
    package init(path: String) {
        switch path {
        case "/get_reward": self = .openRLHF
        case "/slime/rm": self = .slime
        case "/mcp", "/mcp/": self = .mcp
        case _ where Self.sandboxFusionPaths.contains(path): self = .sandboxFusion
        case _ where Self.codeJudgePaths.contains(path): self = .codeJudge
        default: self = Self.byFolder(path)
        }
    }
}
