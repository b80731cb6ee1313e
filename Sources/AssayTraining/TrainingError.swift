/// Why a training run cannot begin or go on.
package struct TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// The configuration is wrong, or asks for what is not there.
        case configuration
        /// The run's folder, or a checkpoint in it, cannot be read or written.
        case directory
        /// The sandbox does not answer, or answers with faults of its own: nothing can be learned from it.
        case sandbox
        /// The policy collapsed, or its numbers are not finite.
        case diverged
    }

    package let code: Code
    package let stage: String
    package let message: String

    package init(_ code: Code, stage: String, _ message: String) {
        self.code = code
        self.stage = stage
        self.message = message
    }

    package var description: String { "\(self.stage): \(self.message)" }
}
