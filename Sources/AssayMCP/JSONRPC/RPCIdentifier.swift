package import AssayJSON

/// What a reply names its request by. MCP takes whole numbers and texts, not `null`.
package enum RPCIdentifier: Sendable, Hashable {
    case number(Int)
    case text(String)

    package init?(_ value: JSONValue) {
        switch value {
        case .integer(let number): self = .number(number)
        case .string(let text): self = .text(text)
        default: return nil
        }
    }

    package var json: JSONValue {
        switch self {
        case .number(let number): .integer(number)
        case .text(let text): .string(text)
        }
    }
}
