import AssayJSON

/// Which of our tools a `class_name` stands for.
package enum ToolKind: Sendable, Equatable {
    case codeInterpreter
    case rewardTool
    case http

    private static let classes: [(name: String, kind: ToolKind)] = [
        ("verl.tools.sandbox_fusion_tools.SandboxFusionTool", .codeInterpreter),
        ("verl.tools.gsm8k_tool.Gsm8kTool", .rewardTool), ("assay.CodeInterpreter", .codeInterpreter),
        ("assay.GSM8KRewardTool", .rewardTool), ("assay.HTTPTool", .http),
    ]

    init?(className: String) {
        guard let known = Self.classes.first(where: { $0.name == className }) else { return nil }
        self = known.kind
    }

    /// What is wrong with a class that is not known.
    static func unknown(_ className: String) -> String {
        let names = self.classes.map(\.name)
        let nearest = EditDistance.nearest(to: className, in: names)
        return nearest.map { "is not a known class; did you mean \($0)?" }
            ?? "is not a known class; those are \(names.joined(separator: ", "))"
    }

    /// The keys of `config`.
    var keys: [String] {
        switch self {
        case .codeInterpreter:
            [
                "type", "sandbox_fusion_url", "num_workers", "rate_limit", "enable_global_rate_limit",
                "default_timeout", "default_language", "memory_limit_mb", "prelude",
            ]
        case .rewardTool: ["type"]
        case .http: ["type", "url", "headers", "timeout"]
        }
    }
}
