import Testing

@testable import AssayServer

@Suite("Ranges of versions")
struct VersionRangeTests {
    private static let version = SemanticVersion(major: 3, minor: 11, patch: 2)

    @Test(
        "ranges that hold 3.11.2",
        arguments: [
            "*", "", "x", "3", "3.x", "3.X.x", "3.11", "3.11.*", "3.11.2", "=3.11.2", "v3.11.2", ">=3.8", "> 3.11.1",
            ">=3.8 <4", "<=3.11", "<=3.11.2", "<3.11.3", "^3.0.0", "^3.11.2", "~3.11.0", "~3", "~>3.11", "3.8 - 3.12",
            "3.11.2 - 3.11", "2.x || 3.x", "^2 || ~3.11", ">=3.11.2 <3.11.3", "|| 1",
        ])
    func inside(range: String) { #expect(VersionRange(range).contains(Self.version)) }

    @Test(
        "ranges that do not",
        arguments: [
            "2", "3.9", "3.1", "3.10.0", "3.12", ">3.11", ">3", ">*", "<*", "<3.11", "<3.11.2", "<=3.10", "^3.12", "^4",
            "^0.3", "~3.10", "~3.11.3", "3.8 - 3.10", "2 || 3.9", ">=3 <3.11", "3.11.2.1", "latest", "3.11.2-beta",
            "-1",
            ">=", "3..1", "99999999999999999999", "+3",
        ])
    func outside(range: String) { #expect(!VersionRange(range).contains(Self.version)) }

    @Test("a caret leaves the first number alone that is not 0")
    func caret() {
        let range = VersionRange("^0.2.3")
        #expect(range.contains(SemanticVersion(major: 0, minor: 2, patch: 9)))
        #expect(!range.contains(SemanticVersion(major: 0, minor: 3, patch: 0)))
        #expect(VersionRange("^0.0.3").contains(SemanticVersion(major: 0, minor: 0, patch: 3)))
        #expect(!VersionRange("^0.0.3").contains(SemanticVersion(major: 0, minor: 0, patch: 4)))
        #expect(VersionRange("^0.0").contains(SemanticVersion(major: 0, minor: 0, patch: 9)))
    }

    @Test("versions are read and written whole")
    func text() {
        #expect(SemanticVersion("3.11.2")?.description == "3.11.2")
        for text in ["3.11", "3.11.x", "", "3.11.2rc1", "three"] { #expect(SemanticVersion(text) == nil) }
    }
}
