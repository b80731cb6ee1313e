package import AssayJSON
import Yams

extension JSONValue {
    /// The value as a YAML document, its mappings in their order. Texts are quoted, so that no reader of YAML takes one
    /// for a number, a date or a truth value.
    /// - Throws: Yams's error where a text cannot be written.
    package func yamlText() throws -> String { try Yams.serialize(node: self.node, width: -1, allowUnicode: true) }

    private var node: Node {
        switch self {
        case .null: Node("null", Tag(.null))
        case .bool(let value): Node(value ? "true" : "false", Tag(.bool))
        case .integer(let value): Node(String(value), Tag(.int))
        case .number(let value): Node(Self.text(of: value), Tag(.float))
        case .string(let text): Node(text, Tag(.str), .doubleQuoted)
        case .array(let elements):
            Node(elements.map(\.node), Tag(.seq), elements.contains { $0.object != nil } ? .block : .flow)
        case .object(let object):
            Node(
                object.members.map { (Node($0.name), $0.value.node) }, Tag(.map),
                object.members.isEmpty ? .flow : .block)
        }
    }

    /// A fraction as all readers of YAML 1.1 know it: with a point, which Swift leaves out of 1e-06.
    private static func text(of number: Double) -> String {
        let text = "\(number)"
        guard number.isFinite, !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
        return text[..<exponent] + ".0" + text[exponent...]
    }
}
