import AssayClient
package import AssayTools

extension Toolbox {
    /// The tools of a server's configuration, whose programs run on its executor where no entry says otherwise.
    /// - Throws: ``ConfigurationError`` where the file of tools is wrong.
    package init(_ configuration: ToolsConfiguration, executor: any CodeExecutor) throws {
        let runner = ExecutorRunner(executor: executor)
        guard let file = configuration.configurationFile else {
            self = try ToolConfiguration.standardToolbox(runner)
            return
        }
        do {
            self = try ToolConfiguration(file: file).toolbox(runner: runner, http: try HTTPClient())
        } catch let error as ToolError {
            throw ConfigurationError("tools.config_file: \(error)")
        }
    }
}
