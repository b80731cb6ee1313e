import AssayJSON
import Foundation

/// Reads a request model as pydantic does in its lax mode: numbers may be strings, unknown fields are ignored.
struct ModelReader {
    private let object: JSONObject
    /// Where the model is, such as `["body"]`.
    private let location: [JSONValue]
    private(set) var detail: ValidationDetail

    /// The model that a body is.
    init(_ object: JSONObject) {
        self.object = object
        self.location = ["body"]
        self.detail = ValidationDetail()
    }

    /// - Throws: a 422 ``DetailError`` for a body that is no object.
    init(_ value: JSONValue) throws(DetailError) {
        var detail = ValidationDetail()
        guard let reader = ModelReader(value, at: ["body"], noting: &detail) else {
            throw detail.error ?? DetailError(.unexpected)
        }
        self = reader
    }

    /// A model within another one, which takes over the errors noted so far; nil, with one more, where it is no object.
    private init?(_ value: JSONValue, at location: [JSONValue], noting detail: inout ValidationDetail) {
        guard let object = value.object else {
            detail.add(
                "model_attributes_type", location,
                "Input should be a valid dictionary or object to extract fields from", input: value)
            return nil
        }
        self.object = object
        self.location = location
        self.detail = detail
    }

    /// A required field's value; nil, with an error noted, where it is missing.
    private mutating func required(_ name: String) -> JSONValue? {
        guard let value = self.object[name] else {
            self.detail.add("missing", self.place(.string(name)), "Field required", input: .object(self.object))
            return nil
        }
        return value
    }

    private func place(_ steps: JSONValue...) -> [JSONValue] { self.location + steps }

    mutating func requiredString(_ name: String) -> String? {
        guard let value = self.required(name) else { return nil }
        return self.string(value, self.place(.string(name)))
    }

    /// A string or `null`; absent is `null`.
    mutating func optionalString(_ name: String) -> String? {
        guard let value = self.object[name], value != .null else { return nil }
        return self.string(value, self.place(.string(name)))
    }

    private mutating func string(_ value: JSONValue, _ location: [JSONValue]) -> String? {
        if let text = value.string { return text }
        self.detail.add("string_type", location, "Input should be a valid string", input: value)
        return nil
    }

    mutating func requiredLiteral(_ name: String, among names: [String]) -> String? {
        self.required(name).flatMap { self.literal($0, name, among: names) }
    }

    mutating func literal(_ name: String, among names: [String], default fallback: String) -> String {
        guard let value = self.object[name] else { return fallback }
        return self.literal(value, name, among: names) ?? fallback
    }

    private mutating func literal(_ value: JSONValue, _ name: String, among names: [String]) -> String? {
        if let text = value.string, names.contains(text) { return text }
        let quoted = names.map { "'\($0)'" }
        let expected =
            quoted.count < 2
            ? quoted.joined() : quoted.dropLast().joined(separator: ", ") + " or " + (quoted.last ?? "")
        self.detail.add(
            "literal_error", self.place(.string(name)), "Input should be \(expected)", input: value,
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
                "float_parsing", self.place(.string(name)),
                "Input should be a valid number, unable to parse string as a number", input: value)
        default:
            self.detail.add("float_type", self.place(.string(name)), "Input should be a valid number", input: value)
        }
        return fallback
    }

    mutating func integer(_ name: String, default fallback: Int) -> Int {
        guard let value = self.object[name] else { return fallback }
        let location: [JSONValue] = self.place(.string(name))
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
            self.detail.add("dict_type", self.place(.string(name)), "Input should be a valid dictionary", input: value)
            return []
        }
        return object.members.compactMap { member in
            if allowsNull, member.value == .null { return (member.name, nil) }
            let text = self.string(member.value, self.place(.string(name), .string(member.name)))
            return text.map { (member.name, $0) }
        }
    }

    /// - Parameter most: the peer has no such limit, and would run out of memory.
    mutating func requiredStrings(_ name: String, most: Int) -> [String] {
        guard let value = self.required(name) else { return [] }
        if let count = value.array?.count, count > most {
            self.length(of: value, count, name, 0...most)
            return []
        }
        return self.strings(name)
    }

    mutating func strings(_ name: String) -> [String] {
        guard let value = self.object[name] else { return [] }
        guard let elements = value.array else {
            self.detail.add("list_type", self.place(.string(name)), "Input should be a valid list", input: value)
            return []
        }
        return elements.enumerated().compactMap { index, element in
            self.string(element, self.place(.string(name), .integer(index)))
        }
    }

    /// A required list of models, each of which `read` makes of its own fields.
    mutating func models<Model>(
        _ name: String, count: ClosedRange<Int>, read: (inout ModelReader) -> Model?
    ) -> [Model] {
        guard let value = self.required(name) else { return [] }
        guard let elements = value.array else {
            self.detail.add("list_type", self.place(.string(name)), "Input should be a valid list", input: value)
            return []
        }
        guard count.contains(elements.count) else {
            self.length(of: value, elements.count, name, count)
            return []
        }
        return elements.enumerated().compactMap { index, element in
            let place = self.place(.string(name), .integer(index))
            guard var reader = ModelReader(element, at: place, noting: &self.detail) else { return nil }
            let model = read(&reader)
            self.detail = reader.detail
            return model
        }
    }

    private mutating func length(of value: JSONValue, _ actual: Int, _ name: String, _ count: ClosedRange<Int>) {
        let isShort = actual < count.lowerBound
        let bound = isShort ? count.lowerBound : count.upperBound
        self.detail.add(
            isShort ? "too_short" : "too_long", self.place(.string(name)),
            "List should have at \(isShort ? "least" : "most") \(bound) item\(bound == 1 ? "" : "s") after validation, "
                + "not \(actual)", input: isShort ? value : nil,
            context: [
                "field_type": "List", (isShort ? "min_length" : "max_length"): .integer(bound),
                "actual_length": .integer(actual),
            ])
    }
}
