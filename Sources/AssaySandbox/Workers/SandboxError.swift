/// What went wrong between the server and its workers.
package struct SandboxError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The worker binary cannot be started.
        case workerNotStarted
        /// A worker ended or broke the protocol.
        case workerLost
        /// A worker named a step that failed.
        case workerFailed
        /// A layer that `require` names is not in force.
        case layerMissing
        /// A slot did not withstand the self-test.
        case selfTestFailed
        /// The executor is shutting down.
        case shuttingDown
    }

    package var code: Code
    /// The step, such as `template math` or `slot 3`.
    package var stage: String
    package var message: String

    package var description: String { "\(self.stage): \(self.message)" }
}
