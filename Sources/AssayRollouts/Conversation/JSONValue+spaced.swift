import AssayJSON

extension JSONValue {
    /// The document with a space behind each comma and colon, as Python's `json.dumps` writes it: what models have read.
    var spacedText: String {
        switch self {
        case .array(let elements): "[" + elements.map(\.spacedText).joined(separator: ", ") + "]"
        case .object(let object):
            "{"
                + object.members.map { JSONValue.string($0.name).text + ": " + $0.value.spacedText }
                .joined(separator: ", ") + "}"
        default: self.text
        }
    }
}
