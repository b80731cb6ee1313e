/// Why a configuration cannot be used, in one line that names the key.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The line.
    public let description: String

    /// Creates an error from its line.
    public init(_ description: String) { self.description = description }
}
