import AssayJSON

/// Reads the fields of a reply. Unlike a request's, unknown ones are taken: the server may be newer than its client.
struct ReplyReader {
    var fields: FieldReader

    /// - Throws: where the value is not an object.
    init(_ value: JSONValue?, path: String = "") throws(FieldFaults) {
        guard let object = value?.object else {
            throw FieldFaults([
                FieldFault(field: path.hasSuffix(".") ? String(path.dropLast()) : path, message: "must be an object")
            ])
        }
        self.fields = FieldReader(object, path: path, known: nil)
    }

    /// A field that must be there; nil, with a fault, where it is not.
    mutating func required<Value>(_ name: String, _ read: (inout FieldReader) -> Value?) -> Value? {
        if self.fields.value(name) == nil { self.fields.fault(name, "is missing") }
        return read(&self.fields)
    }

    /// A text that must be there.
    mutating func requiredString(_ name: String) -> String { self.required(name) { $0.string(name) } ?? "" }

    /// - Throws: everything that was wrong.
    func finish() throws(FieldFaults) {
        guard self.fields.faults.isEmpty else { throw FieldFaults(self.fields.faults) }
    }
}
