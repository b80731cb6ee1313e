/// Why a tokenizer cannot be used.
package struct TokenizerError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file, or the part of it.
    package let stage: String
    package let message: String

    package init(stage: String, _ message: String) {
        self.stage = stage
        self.message = message
    }

    package var description: String { "\(self.stage): \(self.message)" }
}
