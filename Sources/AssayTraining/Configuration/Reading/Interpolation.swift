import AssayJSON
import AssayYAML

/// OmegaConf's references from one key to another, as verl's own files have them: `${data.max_prompt_length}` and
/// `${oc.select:data.max_prompt_length,512}`.
///
/// References are paths from the root. A value that is nothing but one becomes what it refers to; within a longer text,
/// numbers and texts are put in its place. What is not there stays as it is written.
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
            guard depth < Self.longestChain else { return value }
            guard let (path, fallback) = Self.reference(text) else { return .string(self.filled(text)) }
            guard let target = self.value(at: path) else { return fallback ?? value }
            // A mapping that refers to one of its own parents would never end.
            return target.object == nil ? self.resolved(target, depth: depth + 1) : target
        default: return value
        }
    }

    private func filled(_ text: String) -> String {
        text.replacing(/\$\{([A-Za-z0-9_.]+)\}/) { match in
            switch self.value(at: match.1) {
            case .string(let target)?: target
            case .integer(let target)?: String(target)
            default: String(match.0)
            }
        }
    }

    private func value(at path: Substring) -> JSONValue? {
        self.document.value(at: path.split(separator: ".").map(String.init))
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
