import AssayJSON
import AssaySandbox

/// A language as Piston lists it.
struct PistonRuntime: Sendable {
    let language: Language
    let version: SemanticVersion
    let aliases: [String]

    /// Whether a client that asks for these means it.
    func matches(_ name: String, _ range: VersionRange) -> Bool {
        (name == self.language.rawValue || self.aliases.contains(name)) && range.contains(self.version)
    }

    var json: JSONValue {
        [
            "language": .string(self.language.rawValue), "version": .string(self.version.description),
            "aliases": .array(self.aliases.map(JSONValue.string)),
        ]
    }
}
