/// Everything that is wrong with a JSON object, in the order of its fields; at least one fault.
package struct FieldFaults: Error, Sendable, Equatable, CustomStringConvertible {
    package var faults: [FieldFault]

    package init(_ faults: [FieldFault]) { self.faults = faults }

    /// The same faults, told of an object that is itself a field.
    package func inside(_ path: String) -> FieldFaults { FieldFaults(self.faults.map { $0.inside(path) }) }

    /// All in one line, for a person to read.
    package var description: String {
        self.faults.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }.joined(separator: "; ")
    }
}
