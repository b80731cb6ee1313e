/// What is wrong with a tool, or with the file that lists it, for no fault of who calls it.
package struct ToolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kind of fault.
    package enum Code: String, Sendable {
        /// A file of tools says what is not possible.
        case configuration
        /// An instance cannot be created from the arguments that a sample has for it.
        case arguments
    }

    package var code: Code
    /// What was being done: the file, `tools[0].config`, the tool's name.
    package var stage: String
    package var message: String

    package init(_ code: Code, stage: String, _ message: String) {
        self.code = code
        self.stage = stage
        self.message = message
    }

    package var description: String { "\(self.stage): \(self.message)" }
}
