/// A version in a range, whose last numbers may be left open, such as 3, 3.x or *.
struct PartialVersion: Sendable {
    /// Longer ones would overflow.
    private static let longestNumber = 9

    let major: Int?
    let minor: Int?
    let patch: Int?

    init?(_ text: some StringProtocol) {
        let text = text.drop { "v=".contains($0) }
        var numbers: [Int?] = []
        for part in text.isEmpty ? [] : text.split(separator: ".", omittingEmptySubsequences: false) {
            if part == "*" || part == "x" || part == "X" {
                numbers.append(nil)
            } else {
                guard part.count <= Self.longestNumber, part.utf8.allSatisfy({ (48...57).contains($0) }),
                    let number = Int(part)
                else { return nil }
                // What follows an open number is open.
                numbers.append(numbers.last == .some(nil) ? nil : number)
            }
        }
        guard numbers.count <= 3 else { return nil }
        numbers += Array(repeating: nil, count: 3 - numbers.count)
        (self.major, self.minor, self.patch) = (numbers[0], numbers[1], numbers[2])
    }

    /// The lowest version that it stands for.
    var floor: SemanticVersion {
        SemanticVersion(major: self.major ?? 0, minor: self.minor ?? 0, patch: self.patch ?? 0)
    }

    /// The lowest version above all that it stands for; nil where there is none.
    var ceiling: SemanticVersion? {
        guard let major else { return nil }
        guard let minor else { return SemanticVersion(major: major + 1, minor: 0, patch: 0) }
        guard let patch else { return SemanticVersion(major: major, minor: minor + 1, patch: 0) }
        return SemanticVersion(major: major, minor: minor, patch: patch + 1)
    }

    /// The end of what `~` allows: changes of the patch, or of the minor number where none is given.
    var tildeCeiling: SemanticVersion? {
        guard let major, let minor else { return self.ceiling }
        return SemanticVersion(major: major, minor: minor + 1, patch: 0)
    }

    /// The end of what `^` allows: changes that leave the first number alone that is not 0.
    var caretCeiling: SemanticVersion? {
        guard let major, let minor else { return self.ceiling }
        if major > 0 { return SemanticVersion(major: major + 1, minor: 0, patch: 0) }
        guard minor == 0, let patch else { return SemanticVersion(major: 0, minor: minor + 1, patch: 0) }
        return SemanticVersion(major: 0, minor: 0, patch: patch + 1)
    }
}
