package import AssayJSON
import Yams

extension JSONValue {
    /// A YAML document as JSON, its keys in the order of the file; an empty one is `null`.
    /// - Throws: Yams's error where the text is not YAML.
    package init(yaml: String) throws {
        self = try Yams.compose(yaml: yaml).map { JSONValue($0) } ?? .null
    }

    private init(_ node: Node) {
        switch node {
        case .mapping(let mapping):
            self = .object(
                JSONObject(mapping.map { ($0.key.scalar?.string ?? "(not a name)", JSONValue($0.value)) }))
        case .sequence(let sequence): self = .array(sequence.map { JSONValue($0) })
        case .scalar(let scalar): self.init(scalar, tag: node.tag.rawValue)
        case .alias: self = .null
        }
    }

    private init(_ scalar: Node.Scalar, tag: String) {
        let text = scalar.string
        switch tag {
        case Tag.Name.null.rawValue: self = .null
        case Tag.Name.bool.rawValue: self = .bool(["true", "yes", "on"].contains(text.lowercased()))
        case Tag.Name.int.rawValue: self = Int(text).map(JSONValue.integer) ?? .string(text)
        case Tag.Name.float.rawValue: self = Double(text).map(JSONValue.number) ?? .string(text)
        default: self = .string(text)
        }
    }
}
