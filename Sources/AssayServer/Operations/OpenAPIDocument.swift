package import AssayJSON
import AssayYAML

/// The API's description, kept by hand in openapi.yaml, as JSON.
package enum OpenAPIDocument {
    /// The document in JSON.
    /// - Throws: Yams's error where the file is not YAML, which a test rules out.
    package static func json() throws -> JSONValue {
        try JSONValue(yaml: String(decoding: PackageResources.openapi_yaml, as: UTF8.self))
    }
}
