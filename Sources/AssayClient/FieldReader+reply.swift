import AssayJSON

extension FieldReader {
    /// Reads the fields of a reply. Unlike a request's, unknown ones are taken: the server may be newer than its client.
    /// - Parameter required: fields whose absence is a fault.
    /// - Throws: where the value is not an object.
    init(reply value: JSONValue, path: String = "", required: [String]) throws(FieldFaults) {
        guard let object = value.object else {
            let field = path.hasSuffix(".") ? String(path.dropLast()) : path
            throw FieldFaults([FieldFault(field: field, message: "must be an object")])
        }
        self.init(object, path: path, known: nil)
        for name in required where self.value(name) == nil { self.fault(name, "is missing") }
    }

    /// - Throws: everything that was wrong.
    func finish() throws(FieldFaults) {
        guard self.faults.isEmpty else { throw FieldFaults(self.faults) }
    }
}
