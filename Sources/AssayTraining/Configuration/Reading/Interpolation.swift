import AssayJSON
import AssayYAML

/// OmegaConf's references from one key to another, as verl's own files have them: `${data.max_prompt_length}` and
/// `${oc.select:data.max_prompt_length,512}`.
///
/// Only a value that is nothing but a reference to a path from the root is resolved; any other stays the text that it is.
struct Interpolation {
    private let document: JSONObject
    private static let longestChain = 16

    init(_ document: JSONObject) { self.document = document }

    func resolved() -> JSONObject { self.resolved(self.document) }

    private func resolved(_ object: JSONObject) -> JSONObject {
        JSONObject(object.members.map { ($0.name, self.resolved($0.value, depth: 0)) })
    }

    private func resolved(_ value: JSONValue, depth: Int) -> JSONValue {
        switch value {
        case .object(let object): return .object(self.resolved(object))
        case .array(let elements): return .array(elements.map { self.resolved($0, depth: depth) })
        case .string(let text):
            guard depth < Self.longestChain, let (path, fallback) = Self.reference(text) else { return value }
            guard let target = self.value(at: path) else { return fallback ?? value }
            // A mapping that refers to one of its own parents would never end.
            return target.object == nil ? self.resolved(target, depth: depth + 1) : target
        default: return value
        }
    }

    private func value(at path: Substring) -> JSONValue? {
        path.split(separator: ".").reduce(.object(self.document) as JSONValue?) { $0?[String($1)] }
    }

    private static func reference(_ text: String) -> (path: Substring, fallback: JSONValue?)? {
        guard text.hasPrefix("${"), text.hasSuffix("}"), !text.dropFirst(2).contains("$") else { return nil }
        let inner = text.dropFirst(2).dropLast()
        let select = "oc.select:"
        guard inner.hasPrefix(select) else {
            return inner.contains(":") || inner.hasPrefix(".") ? nil : (inner, nil)
        }
        let parts = inner.dropFirst(select.count).split(separator: ",", maxSplits: 1)
        guard let path = parts.first, !path.hasPrefix(".") else { return nil }
        let fallback = parts.count == 2 ? parts[1].drop { $0 == " " } : "null"
        return (path, (try? JSONValue(yaml: String(fallback))) ?? .null)
    }
}
