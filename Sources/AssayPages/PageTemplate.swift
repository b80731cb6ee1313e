package import AssayJSON
import Mustache

/// A Mustache template that is filled with JSON. Every text of it is escaped; `{{{…}}}` does not undo that.
package struct PageTemplate {
    private let template: MustacheTemplate

    /// - Parameter source: UTF-8. It begins with `{{% CONTENT_TYPE:TEXT}}`, for texts are escaped before.
    /// - Throws: where it is no template.
    package init(_ source: [UInt8]) throws {
        self.template = try MustacheTemplate(string: String(decoding: source, as: UTF8.self))
    }

    package func html(_ context: JSONValue) -> String { self.template.render(Self.context(context)) }

    /// The value with every text escaped, for Mustache's own escaping goes by characters, and so leaves `<` as it is where
    /// a combining scalar makes another character of it.
    private static func context(_ value: JSONValue) -> Any {
        switch value {
        case .null: false
        case .bool(let value): value
        case .integer(let value): value
        case .number(let value): value
        case .string(let text): HTMLText.escaped(text)
        case .array(let elements): elements.map(self.context)
        case .object(let object):
            Dictionary(object.members.map { ($0.name, self.context($0.value)) }, uniquingKeysWith: { $1 })
        }
    }

    /// Fills in what is HTML already.
    func html(raw context: [String: Any]) -> String { self.template.render(context) }
}
