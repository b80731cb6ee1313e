extension JSONObject {
    /// The value at a path of names, nil where there is none.
    package func value(at path: [String]) -> JSONValue? {
        path.reduce(.object(self) as JSONValue?) { $0?[$1] }
    }

    /// Puts a value at a path, with the objects on the way to it; nil takes the member away. A value on the way that is no
    /// object gives way to one.
    package mutating func set(_ value: JSONValue?, at path: [String]) {
        guard let name = path.first else { return }
        guard path.count > 1 else {
            self.replace(name, with: value)
            return
        }
        let inner = self[name]?.object
        guard inner != nil || value != nil else { return }
        var object = inner ?? JSONObject()
        object.set(value, at: Array(path.dropFirst()))
        self.replace(name, with: .object(object))
    }

    /// Another value at the place of a name, or at the end where it is new; nil takes the member away.
    private mutating func replace(_ name: String, with value: JSONValue?) {
        let isNew = self[name] == nil
        self = JSONObject(
            self.members.compactMap { member in
                guard member.name == name else { return (member.name, member.value) }
                return value.map { (name, $0) }
            })
        if isNew, let value { self.append(name, value) }
    }
}
