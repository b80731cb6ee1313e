import AssayJSON
import Foundation

/// Reads the fields of one of our own request objects and collects everything that is wrong with it.
///
/// `null` counts as absent, as clients that serialise optional fields expect.
struct FieldReader {
    /// A reply that lists more helps nobody, and the number of a request's fields is the client's to choose.
    private static let maximumFaults = 20

    private let object: JSONObject
    private let path: String
    /// What was wrong so far.
    private(set) var faults: [Problem.Fault] = []

    /// - Parameters:
    ///   - path: what goes before a field's name in a fault, such as `items[3].`
    ///   - known: the object's fields; another name is a fault, for a misspelt limit would silently not hold.
    init(_ object: JSONObject, path: String, known: [String]) {
        self.object = object
        self.path = path
        for member in object.members where !known.contains(member.name) {
            // A million unknown names must not be compared with every known one.
            guard self.faults.count < Self.maximumFaults else { break }
            let nearest = EditDistance.nearest(to: member.name, in: known)
            self.fault(member.name, "is not a known field" + (nearest.map { "; did you mean \($0)?" } ?? ""))
        }
    }

    mutating func fault(_ name: String, _ message: String) {
        guard self.faults.count < Self.maximumFaults else { return }
        self.faults.append(Problem.Fault(field: self.path + name, message: message))
    }

    /// The value of a field, nil where it is absent or `null`.
    func value(_ name: String) -> JSONValue? {
        guard let value = self.object[name], value != .null else { return nil }
        return value
    }

    private mutating func read<Value>(
        _ name: String, _ expected: String, _ convert: (JSONValue) -> Value?
    ) -> Value? {
        guard let value = self.value(name) else { return nil }
        let converted = convert(value)
        if converted == nil { self.fault(name, "must be \(expected)") }
        return converted
    }

    mutating func string(_ name: String) -> String? { self.read(name, "a string") { $0.string } }

    mutating func bool(_ name: String) -> Bool? { self.read(name, "true or false") { $0.bool } }

    /// A number in `range`, which excludes neither end; zero is excluded.
    mutating func positiveNumber(_ name: String, upTo maximum: Double) -> Double? {
        self.read(name, "a number above 0 and up to \(Int(maximum))") { value in
            value.double.flatMap { $0 > 0 && $0 <= maximum ? $0 : nil }
        }
    }

    mutating func positiveInteger(_ name: String, upTo maximum: Int) -> Int? {
        self.read(name, "a whole number from 1 to \(maximum)") { value in
            value.integer.flatMap { (1...maximum).contains($0) ? $0 : nil }
        }
    }

    mutating func strings(_ name: String) -> [String]? {
        self.read(name, "a list of strings") { value in
            guard let elements = value.array else { return nil }
            let strings = elements.compactMap(\.string)
            return strings.count == elements.count ? strings : nil
        }
    }

    /// An object of base64 texts by path.
    mutating func files(_ name: String) -> [String: [UInt8]] {
        guard let value = self.value(name) else { return [:] }
        guard let members = value.object?.members else {
            self.fault(name, "must be an object of base64 strings by path")
            return [:]
        }
        var files: [String: [UInt8]] = [:]
        for member in members {
            guard let text = member.value.string, let data = Data(base64Encoded: text) else {
                self.fault("\(name).\(member.name)", "must be base64")
                continue
            }
            files[member.name] = Array(data)
        }
        return files
    }
}
