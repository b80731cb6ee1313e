/// Which tools are served and how long their instances live.
package struct ToolsConfiguration: Sendable, Equatable {
    /// A file with verl's keys that lists the tools; nil serves `code_interpreter` alone: `tools.config_file`.
    package var configurationFile: String?
    /// After how long without a call an instance is released: `tools.instance_idle_s`.
    package var instanceIdleTime: Duration = .seconds(600)
    /// After how long it is released in any case: `tools.instance_lifetime_s`.
    package var instanceLifetime: Duration = .seconds(3600)
    /// How many instances a key may have at once: `tools.max_instances`.
    package var maximumInstances = 16_384

    /// The defaults.
    package init() {}
}
