/// A profile that cannot be used: which file, which key, and why.
public struct ProfileError: Error, Sendable, Equatable, CustomStringConvertible {
    public var file: String
    public var key: String
    public var reason: String

    public var description: String { "\(self.file): \(self.key): \(self.reason)" }
}
