/// Why a checkpoint cannot be read or written.
package struct CheckpointError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, and the part of it where that helps.
    package let stage: String
    package let message: String

    package init(stage: String, _ message: String) {
        self.stage = stage
        self.message = message
    }

    package var description: String { "\(self.stage): \(self.message)" }
}
