/// A version without pre-release or build, such as 3.11.2.
struct SemanticVersion: Sendable, Comparable, CustomStringConvertible {
    var major: Int
    var minor: Int
    var patch: Int

    var description: String { "\(self.major).\(self.minor).\(self.patch)" }

    static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}

extension SemanticVersion {
    /// Three numbers with dots; nil for anything else.
    init?(_ text: some StringProtocol) {
        guard let version = PartialVersion(text), let minor = version.minor, let patch = version.patch,
            let major = version.major
        else { return nil }
        self.init(major: major, minor: minor, patch: patch)
    }
}
