/// A profile that cannot be used: which file, which key, and why.
package struct ProfileError: Error, Sendable, Equatable, CustomStringConvertible {
    package var file: String
    package var key: String
    package var reason: String

    package var description: String { "\(self.file): \(self.key): \(self.reason)" }
}
