package import AssayTools

/// What all rollouts of a run share.
package struct RolloutSettings: Sendable {
    package var limits: RolloutLimits
    package var sampling: SamplingSettings
    package var format: ToolCallFormat
    package var tools: Toolbox
    /// Those that a prompt may name.
    package var interactions: [any Interaction]

    package init(
        limits: RolloutLimits = RolloutLimits(), sampling: SamplingSettings = SamplingSettings(),
        format: ToolCallFormat = .hermes, tools: Toolbox = .none, interactions: [any Interaction] = []
    ) {
        self.limits = limits
        self.sampling = sampling
        self.format = format
        self.tools = tools
        self.interactions = interactions
    }
}
