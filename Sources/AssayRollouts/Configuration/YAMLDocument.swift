import AssayJSON
import Yams

/// A YAML file as a JSON value, its keys in the order of the file.
enum YAMLDocument {
    /// - Throws: ``RolloutError`` where the text is not YAML.
    static func parse(_ text: String, file: String) throws(RolloutError) -> JSONValue {
        do {
            return try Yams.compose(yaml: text).map(self.value) ?? .null
        } catch {
            throw RolloutError(.configuration, stage: file, "\(error)")
        }
    }

    private static func value(_ node: Node) -> JSONValue {
        switch node {
        case .mapping(let mapping):
            .object(JSONObject(mapping.map { ($0.key.scalar?.string ?? "(not a name)", self.value($0.value)) }))
        case .sequence(let sequence): .array(sequence.map(self.value))
        case .scalar(let scalar): self.value(scalar, tag: node.tag.rawValue)
        case .alias: .null
        }
    }

    private static func value(_ scalar: Node.Scalar, tag: String) -> JSONValue {
        let text = scalar.string
        return switch tag {
        case Tag.Name.null.rawValue: .null
        case Tag.Name.bool.rawValue: .bool(["true", "yes", "on"].contains(text.lowercased()))
        case Tag.Name.int.rawValue: Int(text).map(JSONValue.integer) ?? .string(text)
        case Tag.Name.float.rawValue: Double(text).map(JSONValue.number) ?? .string(text)
        default: .string(text)
        }
    }
}
