package import AssaySandbox

/// The limits that a request gets where it names none, and those it cannot pass.
package struct ExecutionLimits: Sendable {
    package var defaultTimeout: Duration
    package var maximumTimeout: Duration
    package var defaultMemoryMegabytes: Int
    package var maximumMemoryMegabytes: Int

    package init(_ configuration: ExecutorConfiguration) {
        self.defaultTimeout = configuration.defaultTimeout
        self.maximumTimeout = configuration.maximumTimeout
        self.defaultMemoryMegabytes = configuration.defaultMemoryMegabytes
        self.maximumMemoryMegabytes = configuration.maximumMemoryMegabytes
    }
}
