package import AssayJSON

/// Where a value is in a line: names with dots between them, such as `reward_model.ground_truth`; a number is an index
/// of a list, as in `choices.0.message.content`.
package struct FieldPath: Sendable, Equatable, CustomStringConvertible {
    /// As it is written.
    package let description: String
    private let names: [String]

    package init(_ text: String) {
        self.description = text
        self.names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    /// The value; nil where it is absent or `null`. A member whose own name has the dots goes first.
    package func value(in line: JSONValue) -> JSONValue? {
        if let value = line[self.description] { return Self.present(value) }
        guard self.names.count > 1 else { return nil }
        var value = line
        for name in self.names {
            let inner =
                value.array.map { list in
                    Int(name).flatMap { list.indices.contains($0) ? list[$0] : nil }
                } ?? value[name]
            guard let inner else { return nil }
            value = inner
        }
        return Self.present(value)
    }

    /// Spelt out, for a plain `nil` would be JSON's.
    private static func present(_ value: JSONValue) -> JSONValue? {
        value == .null ? Optional.none : value
    }
}

/// The places where a value is looked for, the first that has one winning.
package struct FieldChoice: Sendable, Equatable, CustomStringConvertible {
    package let paths: [FieldPath]

    package init(_ names: [String]) { self.paths = names.map(FieldPath.init) }

    /// The same places but for one.
    package func without(_ name: String?) -> FieldChoice {
        FieldChoice(self.paths.map(\.description).filter { $0 != name })
    }

    package func value(in line: JSONValue) -> JSONValue? {
        for path in self.paths {
            if let value = path.value(in: line) { return value }
        }
        return nil
    }

    package var description: String { self.paths.map(\.description).joined(separator: ", ") }
}
