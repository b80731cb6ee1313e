/// Why a configuration cannot be used, in one line that names the key.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line.
    package let description: String

    /// Creates an error from its line.
    package init(_ description: String) { self.description = description }
}
