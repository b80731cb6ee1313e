import AssayJSON

/// A mapping of a configuration while it is read. It notes what is wrong, and which keys have no effect here.
///
/// A key is known once it has been asked for, or where verl has it (``VerlKeys``). Faults and keys are told by their
/// whole path: `actor_rollout_ref.actor.clip_ratio`.
struct ConfigurationSection {
    private let path: String
    private let object: JSONObject
    private var reader: FieldReader
    private var asked: Set<String> = []
    /// Each key that was asked for with what counts, defaults among them, and the keys that have no effect as they are.
    private(set) var settings = JSONObject()
    /// verl's keys that are set and mean nothing here.
    private(set) var ineffective: [String] = []

    var faults: [FieldFault] { self.reader.faults }

    init(_ object: JSONObject, path: String = "") {
        self.path = path
        self.object = object
        self.reader = FieldReader(object, path: path.isEmpty ? "" : path + ".", known: nil)
    }

    /// Whether the key is there and not null.
    mutating func has(_ name: String) -> Bool { self.value(name) != nil }

    mutating func value(_ name: String) -> JSONValue? { self.noted(name, self.reader.value(name)) { $0 } }

    mutating func fault(_ name: String, _ message: String) { self.reader.fault(name, message) }

    mutating func string(_ name: String) -> String? {
        self.noted(name, self.reader.string(name)) { .string($0) }
    }

    mutating func string(_ name: String, default value: String) -> String {
        self.noted(name, self.string(name) ?? value) { .string($0) }
    }

    mutating func bool(_ name: String) -> Bool? { self.noted(name, self.reader.bool(name)) { .bool($0) } }

    mutating func bool(_ name: String, default value: Bool) -> Bool {
        self.noted(name, self.bool(name) ?? value) { .bool($0) }
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>) -> Int? {
        let value = self.reader.read(name, "a whole number from \(range.lowerBound) to \(range.upperBound)") {
            $0.integer.flatMap { range.contains($0) ? $0 : nil }
        }
        return self.noted(name, value) { .integer($0) }
    }

    mutating func integer(_ name: String, in range: ClosedRange<Int>, default value: Int) -> Int {
        self.noted(name, self.integer(name, in: range) ?? value) { .integer($0) }
    }

    /// YAML takes `1e-6` for a text, Python for a number.
    mutating func number(_ name: String, in range: ClosedRange<Double>) -> Double? {
        let value = self.reader.read(name, "a number from \(range.lowerBound) to \(range.upperBound)") {
            ($0.double ?? $0.string.flatMap(Double.init)).flatMap { range.contains($0) ? $0 : nil }
        }
        return self.noted(name, value) { .number($0) }
    }

    mutating func number(_ name: String, in range: ClosedRange<Double>, default value: Double) -> Double {
        self.noted(name, self.number(name, in: range) ?? value) { .number($0) }
    }

    mutating func numbers(_ name: String, in range: ClosedRange<Double>, default value: [Double]) -> [Double] {
        let numbers = self.reader.read(name, "a list of numbers from \(range.lowerBound) to \(range.upperBound)") {
            value -> [Double]? in
            let numbers = value.array?.map(\.double)
            return numbers.flatMap { numbers in
                numbers.allSatisfy { $0.map(range.contains) ?? false } ? numbers.compactMap(\.self) : nil
            }
        }
        return self.noted(name, numbers ?? value) { .array($0.map(JSONValue.number)) }
    }

    /// A text, or a list of them.
    mutating func strings(_ name: String) -> [String]? {
        if case .string(let text)? = self.value(name) { return [text] }
        return self.noted(name, self.reader.strings(name)) { .array($0.map(JSONValue.string)) }
    }

    mutating func strings(_ name: String, default value: [String]) -> [String] {
        self.noted(name, self.strings(name) ?? value) { .array($0.map(JSONValue.string)) }
    }

    /// One of a set of names.
    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ name: String, as type: Choice.Type
    ) -> Choice? where Choice.RawValue == String {
        self.noted(name, self.reader.name(name, as: type)) { .string($0.rawValue) }
    }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, default value: Choice
    ) -> Choice {
        self.noted(name, self.choice(name, as: Choice.self) ?? value) { .string($0.rawValue) }
    }

    /// A key of verl's that changes what is learned, and that only one value of can be had here.
    mutating func expect(_ name: String, _ expected: JSONValue) {
        let value = self.value(name) ?? expected
        self.settings.set(expected, at: [name])
        guard value != expected else { return }
        self.fault(name, "must be \(expected.text): nothing else is implemented here")
    }

    /// Notes that a key is known, and what it is.
    private mutating func noted<Value>(
        _ name: String, _ value: Value, _ json: (Value) -> JSONValue
    ) -> Value {
        self.asked.insert(name)
        self.settings.set(json(value), at: [name])
        return value
    }

    private mutating func noted<Value>(
        _ name: String, _ value: Value?, _ json: (Value) -> JSONValue
    ) -> Value? {
        self.noted(name, value) { (value: Value?) in value.map(json) ?? .null }
    }

    /// A mapping within this one, empty where it is absent.
    mutating func section<Value>(_ name: String, _ read: (inout ConfigurationSection) -> Value) -> Value {
        self.asked.insert(name)
        let object = self.reader.read(name, "a mapping") { $0.object } ?? JSONObject()
        var section = ConfigurationSection(object, path: self.path.isEmpty ? name : "\(self.path).\(name)")
        let value = read(&section)
        section.finish()
        self.adopt(section)
        if !section.settings.members.isEmpty { self.settings.set(.object(section.settings), at: [name]) }
        return value
    }

    /// What was found in a section is told of this one, too.
    private mutating func adopt(_ section: ConfigurationSection) {
        let prefix = self.path.isEmpty ? "" : self.path + "."
        for fault in section.faults {
            self.reader.fault(FieldFault(field: String(fault.field.dropFirst(prefix.count)), message: fault.message))
        }
        self.ineffective += section.ineffective
    }

    /// Reads some fields with another reader of fields.
    /// - Parameter json: what the fields say that were read, defaults among them.
    mutating func fields<Value>(
        _ names: [String], _ read: (inout FieldReader) -> Value, json: (Value) -> JSONObject
    ) -> Value {
        self.asked.formUnion(names)
        let value = read(&self.reader)
        for (name, setting) in json(value).members { self.settings.set(setting, at: [name]) }
        return value
    }

    /// Refuses the keys that nobody has asked for and verl does not have.
    mutating func finish() {
        let unused = VerlKeys.unused[self.path] ?? []
        for (name, value) in self.object.members where !self.asked.contains(name) && name != "_target_" {
            let key = self.path.isEmpty ? name : "\(self.path).\(name)"
            if unused.contains(name) {
                if value != .null {
                    self.ineffective.append(key)
                    self.settings.set(value, at: [name])
                }
                continue
            }
            let nearest = EditDistance.nearest(to: name, in: (self.asked + unused).sorted())
            self.fault(name, "is not a known key" + (nearest.map { "; did you mean \($0)?" } ?? ""))
        }
    }
}
