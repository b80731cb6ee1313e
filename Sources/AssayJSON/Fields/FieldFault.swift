/// One field of a JSON object that is wrong.
package struct FieldFault: Error, Sendable, Equatable {
    /// The path of the field, such as `items[3].timeout_s`; empty for the object itself.
    package var field: String
    /// What is wrong with it, for a person to read: `must be a string`.
    package var message: String

    package init(field: String, message: String) {
        self.field = field
        self.message = message
    }

    /// The same fault, told of an object that is itself a field: `code` becomes `items[3].code`.
    package func inside(_ path: String) -> FieldFault {
        let separator = self.field.isEmpty || self.field.hasPrefix("[") ? "" : "."
        return FieldFault(field: path + separator + self.field, message: self.message)
    }
}
