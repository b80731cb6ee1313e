package import AssayJSON
import Yams

/// The API's description, kept by hand in openapi.yaml, as JSON.
package enum OpenAPIDocument {
    /// The document in JSON.
    /// - Throws: Yams's error where the file is not YAML, which a test rules out.
    package static func json() throws -> JSONValue {
        let text = String(decoding: PackageResources.openapi_yaml, as: UTF8.self)
        guard let node = try Yams.compose(yaml: text) else { return .null }
        return JSONValue(node)
    }
}

extension JSONValue {
    /// The same document, its keys in the order of the file.
    init(_ node: Node) {
        switch node {
        case .mapping(let mapping):
            self = .object(JSONObject(mapping.map { ($0.key.string ?? "", JSONValue($0.value)) }))
        case .sequence(let sequence):
            self = .array(sequence.map { JSONValue($0) })
        case .alias:
            self = .null
        case .scalar(let scalar):
            self.init(scalar, tag: node.tag.rawValue)
        }
    }

    private init(_ scalar: Node.Scalar, tag: String) {
        switch tag {
        case Tag.Name.null.rawValue: self = .null
        case Tag.Name.bool.rawValue: self = .bool(["true", "yes", "on"].contains(scalar.string.lowercased()))
        case Tag.Name.int.rawValue: self = Int(scalar.string).map(JSONValue.integer) ?? .string(scalar.string)
        case Tag.Name.float.rawValue: self = Double(scalar.string).map(JSONValue.number) ?? .string(scalar.string)
        default: self = .string(scalar.string)
        }
    }
}
