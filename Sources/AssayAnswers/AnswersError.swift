/// Why a whole run over answer files could not be done. A bad line is no error: see ``LineFault``.
package struct AnswersError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of fault it is, which decides a command's exit code.
    package enum Code: Sendable {
        /// An input is missing, cannot be read, or is cut off.
        case unreadable
        /// An output cannot be written.
        case unwritable
        /// An output is there and is not the beginning of what would be written.
        case notContinuable
    }

    package var code: Code
    /// For a person, naming the file.
    package var description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
