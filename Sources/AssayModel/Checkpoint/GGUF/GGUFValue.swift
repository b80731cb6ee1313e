/// A value of a GGUF file's metadata.
package enum GGUFValue: Sendable, Equatable {
    case integer(Int)
    case number(Double)
    case bool(Bool)
    case string(String)
    case array([GGUFValue])

    package var integer: Int? { if case .integer(let value) = self { value } else { nil } }
    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var array: [GGUFValue]? { if case .array(let elements) = self { elements } else { nil } }

    /// A number of either kind.
    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
