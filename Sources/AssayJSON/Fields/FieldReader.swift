/// Reads the fields of one of our own objects and collects everything that is wrong with it.
///
/// `null` counts as absent, as clients that serialise optional fields expect.
package struct FieldReader {
    /// A reply that lists more helps nobody, and the number of a request's fields is the client's to choose.
    private static let maximumFaults = 20

    private let object: JSONObject
    private let path: String
    /// What was wrong so far.
    package private(set) var faults: [FieldFault] = []

    /// - Parameters:
    ///   - path: what goes before a field's name in a fault, such as `items[3].`
    ///   - known: the object's fields; another name is a fault, for a misspelt limit would silently not hold. Nil takes
    ///     any name.
    package init(_ object: JSONObject, path: String = "", known: [String]?) {
        self.object = object
        self.path = path
        guard let known else { return }
        for member in object.members where !known.contains(member.name) {
            // A million unknown names must not be compared with every known one.
            guard self.faults.count < Self.maximumFaults else { break }
            let nearest = EditDistance.nearest(to: member.name, in: known)
            self.fault(member.name, "is not a known field" + (nearest.map { "; did you mean \($0)?" } ?? ""))
        }
    }

    /// Notes that a field is wrong.
    package mutating func fault(_ name: String, _ message: String) {
        self.fault(FieldFault(field: name, message: message))
    }

    /// Notes that a field is wrong, or something inside it.
    package mutating func fault(_ fault: FieldFault) {
        guard self.faults.count < Self.maximumFaults else { return }
        self.faults.append(FieldFault(field: self.path + fault.field, message: fault.message))
    }

    /// The value of a field, nil where it is absent or `null`.
    package func value(_ name: String) -> JSONValue? {
        guard let value = self.object[name], value != .null else { return nil }
        return value
    }

    /// The value of a field as `convert` has it; nil where it is absent, and, with a fault, where it cannot be converted.
    /// - Parameter expected: what the field must be, for the fault: `a string`.
    package mutating func read<Value>(
        _ name: String, _ expected: @autoclosure () -> String, _ convert: (JSONValue) -> Value?
    ) -> Value? {
        guard let value = self.value(name) else { return nil }
        let converted = convert(value)
        if converted == nil { self.fault(name, "must be \(expected())") }
        return converted
    }

    /// A text.
    package mutating func string(_ name: String) -> String? { self.read(name, "a string") { $0.string } }

    /// `true` or `false`.
    package mutating func bool(_ name: String) -> Bool? { self.read(name, "true or false") { $0.bool } }

    /// A number in `range`, which excludes neither end; zero is excluded.
    package mutating func positiveNumber(_ name: String, upTo maximum: Double) -> Double? {
        self.read(name, "a number above 0 and up to \(Int(maximum))") { value in
            value.double.flatMap { $0 > 0 && $0 <= maximum ? $0 : nil }
        }
    }

    /// A whole number from 1 on.
    package mutating func positiveInteger(_ name: String, upTo maximum: Int) -> Int? {
        self.read(name, "a whole number from 1 to \(maximum)") { value in
            value.integer.flatMap { (1...maximum).contains($0) ? $0 : nil }
        }
    }

    /// A list of texts.
    package mutating func strings(_ name: String) -> [String]? {
        self.read(name, "a list of strings") { value in
            guard let elements = value.array else { return nil }
            let strings = elements.compactMap(\.string)
            return strings.count == elements.count ? strings : nil
        }
    }

    /// One of a set of names.
    package mutating func name<Choice: RawRepresentable & CaseIterable>(
        _ name: String, as type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        self.read(name, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")) { value in
            value.string.flatMap(Choice.init(rawValue:))
        }
    }
}
