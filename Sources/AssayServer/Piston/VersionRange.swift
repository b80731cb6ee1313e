/// Which versions a client takes, in the words of node's semver: `*`, `3.x`, `>=3.8 <4`, `^3.11.2`, `~3.11`, `3.8 - 3.12`,
/// any of them separated by `||`.
struct VersionRange: Sendable {
    /// From `lower` on, and below `upper` where there is one.
    private struct Interval: Sendable {
        var lower = SemanticVersion(major: 0, minor: 0, patch: 0)
        var upper: SemanticVersion?

        func contains(_ version: SemanticVersion) -> Bool {
            version >= self.lower && self.upper.map { version < $0 } ?? true
        }
    }

    private static let operators = [">=", "<=", "~>", ">", "<", "~", "^", "="]

    /// One of them must hold; all intervals of one must.
    private let alternatives: [[Interval]]

    /// - Parameter text: what is no range matches no version, as with the peer.
    init(_ text: String) {
        self.alternatives = text.split(separator: "||", omittingEmptySubsequences: false).compactMap(Self.intervals)
    }

    func contains(_ version: SemanticVersion) -> Bool {
        self.alternatives.contains { $0.allSatisfy { $0.contains(version) } }
    }

    private static func intervals(_ text: Substring) -> [Interval]? {
        let words = text.split(whereSeparator: \.isWhitespace)
        if words.count == 3, words[1] == "-" {
            guard let first = PartialVersion(words[0]), let last = PartialVersion(words[2]) else { return nil }
            return [Interval(lower: first.floor, upper: last.ceiling)]
        }
        var intervals: [Interval] = []
        var pending: String?
        for word in words {
            let sign = pending ?? Self.operators.first { word.hasPrefix($0) } ?? ""
            let rest = pending == nil ? word.dropFirst(sign.count) : word
            pending = nil
            // An operator may stand apart from its version.
            if rest.isEmpty, !sign.isEmpty {
                pending = sign
                continue
            }
            guard let version = PartialVersion(rest) else { return nil }
            intervals.append(Self.interval(sign, version))
        }
        return pending == nil ? intervals : nil
    }

    private static func interval(_ sign: String, _ version: PartialVersion) -> Interval {
        let nothing = Interval(upper: SemanticVersion(major: 0, minor: 0, patch: 0))
        return switch sign {
        case ">=": Interval(lower: version.floor)
        case ">": version.ceiling.map { Interval(lower: $0) } ?? nothing
        case "<": Interval(upper: version.floor)
        case "<=": Interval(upper: version.ceiling)
        case "~", "~>": Interval(lower: version.floor, upper: version.tildeCeiling)
        case "^": Interval(lower: version.floor, upper: version.caretCeiling)
        default: Interval(lower: version.floor, upper: version.ceiling)
        }
    }
}
