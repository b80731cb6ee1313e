import AssayJSON
import Foundation

/// Reads a request model as pydantic does in its lax mode: numbers may be strings, unknown fields are ignored.
struct ModelReader {
    private let object: JSONObject
    private(set) var detail = ValidationDetail()

    init(_ object: JSONObject) { self.object = object }

    /// - Throws: a 422 ``DetailError`` for what is no object.
    init(_ value: JSONValue) throws {
        guard let object = value.object else {
            var detail = ValidationDetail()
            detail.add(
                "model_attributes_type", ["body"],
                "Input should be a valid dictionary or object to extract fields from", input: value)
            throw detail.error ?? DetailError(.unexpected)
        }
        self.object = object
    }

    /// A required field's value; nil, with an error noted, where it is missing.
    private mutating func required(_ name: String) -> JSONValue? {
        guard let value = self.object[name] else {
            self.detail.add("missing", ["body", .string(name)], "Field required", input: .object(self.object))
            return nil
        }
        return value
    }

    mutating func requiredString(_ name: String) -> String? {
        guard let value = self.required(name) else { return nil }
        return self.string(value, ["body", .string(name)])
    }

    /// A string or `null`; absent is `null`.
    mutating func optionalString(_ name: String) -> String? {
        guard let value = self.object[name], value != .null else { return nil }
        return self.string(value, ["body", .string(name)])
    }

    private mutating func string(_ value: JSONValue, _ location: [JSONValue]) -> String? {
        if let text = value.string { return text }
        self.detail.add("string_type", location, "Input should be a valid string", input: value)
        return nil
    }

    mutating func requiredLiteral(_ name: String, among names: [String]) -> String? {
        guard let value = self.required(name) else { return nil }
        return self.literal(value, name, among: names)
    }

    mutating func literal(_ name: String, among names: [String], default fallback: String) -> String {
        guard let value = self.object[name] else { return fallback }
        return self.literal(value, name, among: names) ?? fallback
    }

    private mutating func literal(_ value: JSONValue, _ name: String, among names: [String]) -> String? {
        if let text = value.string, names.contains(text) { return text }
        let quoted = names.map { "'\($0)'" }
        let before = quoted.dropLast().joined(separator: ", ")
        let expected = (before.isEmpty ? "" : before + " or ") + (quoted.last ?? "")
        self.detail.add(
            "literal_error", ["body", .string(name)], "Input should be \(expected)", input: value,
            context: ["expected": .string(expected)])
        return nil
    }

    mutating func number(_ name: String, default fallback: Double) -> Double {
        guard let value = self.object[name] else { return fallback }
        switch value {
        case .integer, .number: return value.double ?? fallback
        case .bool(let flag): return flag ? 1 : 0
        case .string(let text):
            if let number = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) { return number }
            self.detail.add(
                "float_parsing", ["body", .string(name)],
                "Input should be a valid number, unable to parse string as a number", input: value)
        default:
            self.detail.add("float_type", ["body", .string(name)], "Input should be a valid number", input: value)
        }
        return fallback
    }

    mutating func integer(_ name: String, default fallback: Int) -> Int {
        guard let value = self.object[name] else { return fallback }
        let location: [JSONValue] = ["body", .string(name)]
        switch value {
        case .integer(let number): return number
        case .bool(let flag): return flag ? 1 : 0
        case .number(let number):
            if let whole = Int(exactly: number) { return whole }
            self.detail.add(
                "int_from_float", location, "Input should be a valid integer, got a number with a fractional part",
                input: value)
        case .string(let text):
            let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
            if let whole = Int(text) ?? Double(text).flatMap(Int.init(exactly:)) { return whole }
            self.detail.add(
                "int_parsing", location, "Input should be a valid integer, unable to parse string as an integer",
                input: value)
        default:
            self.detail.add("int_type", location, "Input should be a valid integer", input: value)
        }
        return fallback
    }

    /// An object of strings, or of strings and `null` where `allowsNull`, which come back as nil.
    mutating func strings(byName name: String, allowsNull: Bool) -> [(name: String, value: String?)] {
        guard let value = self.object[name] else { return [] }
        guard let object = value.object else {
            self.detail.add("dict_type", ["body", .string(name)], "Input should be a valid dictionary", input: value)
            return []
        }
        return object.members.compactMap { member in
            if allowsNull, member.value == .null { return (member.name, nil) }
            let text = self.string(member.value, ["body", .string(name), .string(member.name)])
            return text.map { (member.name, $0) }
        }
    }

    /// - Parameter most: the peer has no such limit, and would run out of memory.
    mutating func requiredStrings(_ name: String, most: Int) -> [String] {
        guard let value = self.required(name) else { return [] }
        let strings = self.strings(name)
        if strings.count > most {
            self.detail.add(
                "too_long", ["body", .string(name)], "List should have at most \(most) items", input: .null,
                context: ["field_type": "List", "max_length": .integer(most), "actual_length": .integer(strings.count)])
        }
        return value.array == nil || strings.count > most ? [] : strings
    }

    mutating func strings(_ name: String) -> [String] {
        guard let value = self.object[name] else { return [] }
        guard let elements = value.array else {
            self.detail.add("list_type", ["body", .string(name)], "Input should be a valid list", input: value)
            return []
        }
        return elements.enumerated().compactMap { index, element in
            self.string(element, ["body", .string(name), .integer(index)])
        }
    }
}
