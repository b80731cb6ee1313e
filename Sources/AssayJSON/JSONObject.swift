/// The members of a JSON object in the order in which they were written.
package struct JSONObject: Sendable {
    /// Names and values. A name that was written twice is here twice.
    package private(set) var members: [(name: String, value: JSONValue)]

    package init(_ members: [(String, JSONValue)] = []) {
        self.members = members.map { (name: $0.0, value: $0.1) }
    }

    /// The value of that name; the last one where a name was written twice, as Python's `json` has it.
    package subscript(name: String) -> JSONValue? {
        self.members.last { $0.name == name }?.value
    }

    package mutating func append(_ name: String, _ value: JSONValue) {
        self.members.append((name: name, value: value))
    }
}

extension JSONObject: Equatable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count
            && left.members.allSatisfy { right[$0.name] == left[$0.name] }
            // Where a name was written twice, the other may have one that this one lacks.
            && right.members.allSatisfy { left[$0.name] == right[$0.name] }
    }
}
